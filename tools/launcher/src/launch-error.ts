/** Why the system did not start or cannot go on, as one sentence for whoever started it. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError'
}
