/** When this process is asked to stop. */
export interface StopRequest {
  /** Aborts then. */
  readonly signal: AbortSignal
  /** Resolves then. */
  readonly asked: Promise<void>
}

/**
 * Listens for SIGINT, SIGTERM, SIGHUP and the end of whoever started this process over a channel. Further signals
 * change nothing: one Ctrl-C may arrive more than once, from the terminal and from npm, and the stop has a limit anyway.
 */
export function stopRequest(): StopRequest {
  const stopping = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const request = (): void => {
    stopping.abort()
    resolve()
  }
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, request)
  // Listening to the channel must not keep a process alive that has done its work.
  process.channel?.unref()
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosed)
  return { signal: stopping.signal, asked: promise }
}

/** Nobody may be left to read what is said while stopping. */
function ignoreClosed(err: Error & { code?: unknown }): void {
  if (err.code !== 'EPIPE' && err.code !== 'EIO') throw err
}
