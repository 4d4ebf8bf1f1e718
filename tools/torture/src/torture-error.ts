/** Why the torture cannot run, or did not come to its end, as one sentence for whoever started it. */
export class TortureError extends Error {
  override readonly name = 'TortureError'
}
