/** Why the bench could not run, as one sentence for whoever started it. */
export class BenchError extends Error {
  override readonly name = 'BenchError'
}
