/** Why nothing was packed, as one sentence and what the failed program said. */
export class PublishError extends Error {
  override readonly name = 'PublishError'
}
