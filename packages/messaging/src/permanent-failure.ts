/** A message that no repeat can help: it becomes a dead letter at once. The message is shown to operators. */
export class PermanentFailure extends Error {
  override readonly name: string = 'PermanentFailure'
}
