import type { Socket } from 'node:net'

/**
 * Ends a connection whose peer accepted it and then says nothing for `silenceMs` (a stopped process, a proxy that swallows):
 * grpc-js has no timeout for the first SETTINGS, and would never try again. Keepalive finds such a peer only once a
 * connection is up.
 */
export function giveUpOnSilence(socket: Socket, silenceMs: number): void {
  const before = socket.bytesRead
  const timer = setTimeout(() => {
    if (socket.bytesRead === before) socket.destroy(new Error(`the peer said nothing for ${silenceMs} ms`))
  }, silenceMs)
  socket.once('close', () => clearTimeout(timer))
  timer.unref()
}
