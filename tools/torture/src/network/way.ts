import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { Lane, type Passage } from './lane.ts'

/** What a way does to what goes over it. */
export interface Traffic {
  /** From who connects. */
  readonly there: Passage
  /** To who connected. */
  readonly back: Passage
}

const OPEN: Traffic = { there: 'open', back: 'open' }

interface Connection {
  readonly near: Socket
  readonly far: Socket
  readonly there: Lane
  readonly back: Lane
}

/** A port of 127.0.0.1 that leads to another one, over which a network can be as bad as it likes. */
export class Way implements Disposable {
  readonly #server: Server
  readonly #connections = new Set<Connection>()
  #traffic = OPEN
  #isBarred: boolean = false
  #toLose = 0
  #lost = 0
  /** Where it leads; without one, whoever connects is sent away. */
  to: number | undefined

  private constructor(server: Server, to: number | undefined) {
    this.#server = server
    this.to = to
    server.on('connection', near => this.#join(near))
  }

  /** Listens on a free port. */
  static async open(to?: number): Promise<Way> {
    const server = createServer({ allowHalfOpen: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new Way(server, to)
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** For who speaks HTTP. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** How many answers were lost. */
  get lost(): number {
    return this.#lost
  }

  /** From now on bytes fare like this. Connections that lost bytes break when nothing is swallowed any more. */
  set traffic(traffic: Traffic) {
    this.#traffic = traffic
    for (const connection of this.#connections) {
      connection.there.passage = traffic.there
      connection.back.passage = traffic.back
      if (this.#isMended(connection)) connection.near.destroy()
    }
  }

  /** From now on the next so many answers are lost: the request arrives, and the connection breaks when the answer comes. */
  loseAnswers(count: number): void {
    this.#toLose = count
  }

  /** Breaks every connection that there is. */
  cut(): void {
    for (const { near } of this.#connections) near.destroy()
  }

  /** Breaks every connection, and each new one at once, until healed. */
  bar(): void {
    this.#isBarred = true
    this.cut()
  }

  /** All passes again. */
  heal(): void {
    this.#isBarred = false
    this.traffic = OPEN
  }

  [Symbol.dispose](): void {
    this.#server.close()
    this.cut()
  }

  #isMended({ there, back }: Connection): boolean {
    const { there: toThere, back: toBack } = this.#traffic
    return (there.isTorn && toThere !== 'swallowed') || (back.isTorn && toBack !== 'swallowed')
  }

  #join(near: Socket): void {
    near.on('error', () => near.destroy())
    if (this.#isBarred || this.to === undefined) {
      near.destroy()
      return
    }
    const far = connect({ port: this.to, host: '127.0.0.1', allowHalfOpen: true })
    far.on('error', () => far.destroy())
    // Before the lane of answers, which must not pass on what is to be lost.
    far.prependListener('data', () => this.#maybeLose(near))
    const connection = { near, far, there: new Lane(near, far), back: new Lane(far, near) }
    connection.there.passage = this.#traffic.there
    connection.back.passage = this.#traffic.back
    this.#connections.add(connection)
    near.on('close', () => {
      this.#connections.delete(connection)
      far.destroy()
    })
    far.on('close', () => near.destroy())
  }

  #maybeLose(near: Socket): void {
    if (this.#toLose === 0) return
    this.#toLose--
    this.#lost++
    near.destroy()
  }
}
