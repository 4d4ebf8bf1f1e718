/** Why the demo cannot run, or did not end well, as one sentence for whoever started it. */
export class DemoError extends Error {
  override readonly name = 'DemoError'
}
