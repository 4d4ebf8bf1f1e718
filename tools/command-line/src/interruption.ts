/** Why a program ends before its work is done: somebody asked it to. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * Aborts with an `Interrupted` at SIGINT, SIGTERM, SIGHUP, and when whoever started this process over a channel is gone; with
 * the error itself when one is thrown that nobody catches, so that what was found until then is not lost with it. The first
 * counts: one Ctrl-C may arrive more than once, from the terminal and from npm.
 */
export function interruption(): AbortSignal {
  const stopping = new AbortController()
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const)
    process.on(event, () => stopping.abort(new Interrupted(`interrupted by ${event}`)))
  process.on('uncaughtException', error => stopping.abort(error))
  // Listening to the channel must not keep a process alive that has done its work.
  process.channel?.unref()
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed)
  return stopping.signal
}

/** Nobody may be left to read what is said while stopping. */
function ignoreClosed(err: Error & { code?: unknown }): void {
  if (err.code !== 'EPIPE' && err.code !== 'EIO') throw err
}
