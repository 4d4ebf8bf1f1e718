import { once } from 'node:events'
import net from 'node:net'

/** A way to a port that can be paused: it accepts connections then, and says nothing, as a stopped process does. */
export interface Pausable extends Disposable {
  readonly address: string
  pause(paused: boolean): void
}

export async function pausable(port: number): Promise<Pausable> {
  const sockets = new Set<net.Socket>()
  let paused = false
  const keep = (socket: net.Socket) => {
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)))
    if (paused) socket.pause()
    return socket
  }
  const server = net.createServer(near => {
    const far = net.connect(port, '127.0.0.1')
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) keep(socket)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `127.0.0.1:${(server.address() as net.AddressInfo).port}`,
    pause(to) {
      paused = to
      for (const socket of sockets) if (to) socket.pause()
      for (const socket of sockets) if (!to) socket.resume()
    },
    [Symbol.dispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
