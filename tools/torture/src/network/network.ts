import type { AdaptEnvironment } from '@rewards/launcher'
import { BROKER } from '../faults/kinds.ts'
import { TortureError } from '../torture-error.ts'
import { Way } from './way.ts'

/** The way from one process to another, by their names. */
export interface Link {
  readonly from: string
  readonly to: string
  readonly way: Way
}

const KINDS_OF_SERVICES = 5
const ADDRESSES = /^REWARDS_(AUTH|CONDITION|EVENT|REWARD|GATEWAY)_URLS$/

/** A way of its own between every two processes of a system that talk, and between each and the broker. */
export class Network implements Disposable {
  readonly links: Link[] = []
  readonly #unused: Way[]

  private constructor(ways: Way[]) {
    this.#unused = ways
  }

  /** Takes its ports before those of the system are chosen. */
  static async open(replicas: number): Promise<Network> {
    const [processes, others] = [KINDS_OF_SERVICES * replicas, (KINDS_OF_SERVICES - 1) * replicas]
    const ways = Array.from({ length: processes * (1 + others) }, () => Way.open())
    return new Network(await Promise.all(ways))
  }

  /** Lets a process find the others, and the broker, at the ends of ways. */
  readonly adapt: AdaptEnvironment = ({ name, service }, env) => {
    if (service === BROKER) return env
    const changed = Object.entries(env).map(([variable, value]) => {
      const [, to] = ADDRESSES.exec(variable) ?? []
      return [variable, to ? this.#addresses(name, to.toLowerCase(), value ?? '') : value] as const
    })
    const broker = this.#lay(name, BROKER, portOf(env.NATS_URL ?? ''))
    return { ...Object.fromEntries(changed), NATS_URL: `nats://127.0.0.1:${broker.port}` }
  }

  /** The ways between processes whose names both match, in the order in which the one connects to the other. */
  between(from: RegExp, to: RegExp): Way[] {
    return this.links.filter(link => from.test(link.from) && to.test(link.to)).map(({ way }) => way)
  }

  /** All ways to the broker. */
  toBroker(): Way[] {
    return this.between(/./, new RegExp(`^${BROKER}$`))
  }

  heal(): void {
    for (const { way } of this.links) way.heal()
  }

  [Symbol.dispose](): void {
    for (const way of [...this.#unused, ...this.links.map(link => link.way)]) way[Symbol.dispose]()
  }

  #addresses(from: string, service: string, addresses: string): string {
    const ways = addresses
      .split(',')
      .map((address, index) =>
        this.#lay(from, index === 0 ? service : `${service}-${index + 1}`, portOf(address)),
      )
    return ways.map(({ port }) => `127.0.0.1:${port}`).join(',')
  }

  #lay(from: string, to: string, port: number): Way {
    const way = this.#unused.pop()
    if (!way) throw new TortureError('there are more processes than ways between them')
    way.to = port
    this.links.push({ from, to, way })
    return way
  }
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1])
}
