/** What is asked for on a command line cannot be, as one sentence that says what is allowed. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
}
