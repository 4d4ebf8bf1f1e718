import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a port on which answers get lost and streams are cut. */
export interface CuttingProxy extends Disposable {
  readonly url: string
  /** How many answers were lost. */
  readonly lost: number
  /** From now on the next so many answers are lost: the request arrives, and the connection breaks when the answer comes. */
  loseAnswers(count: number): void
  /** Breaks every connection that there is. */
  cut(): void
}

/** A way to the port of this URL. */
export async function cuttingProxy(to: string): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  let toLose = 0
  let lost = 0
  const keep = (socket: Socket) =>
    sockets.add(socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket)))
  const server = createServer(near => {
    const far = connect(Number(new URL(to).port), '127.0.0.1')
    keep(near)
    keep(far)
    near.pipe(far)
    far.on('data', chunk => {
      if (toLose === 0) near.write(chunk)
      else {
        toLose -= 1
        lost += 1
        near.destroy()
      }
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get lost() {
      return lost
    },
    loseAnswers(count) {
      toLose = count
    },
    cut,
    [Symbol.dispose]() {
      server.close()
      cut()
    },
  }
}
