import { experimental } from '@grpc/grpc-js'

const SCHEME = 'replicas'

/**
 * The target for a list of `host:port`. A single one goes through DNS, whose answer may list several replicas. Several
 * need a resolver of their own, because grpc-js takes a list of IP addresses but none of names. Throws for what is not
 * `host:port`.
 */
export function targetOf(addresses: readonly string[]): string {
  const [first, ...more] = addresses
  if (first === undefined) throw new Error('a channel needs at least one address')
  for (const address of addresses) tcpAddress(address)
  return more.length === 0 ? `dns:///${first}` : `${SCHEME}:${addresses.join(',')}`
}

/** Every name is an endpoint of its own, looked up by the system each time it is connected to. */
class StaticResolver implements experimental.Resolver {
  readonly #listener: experimental.ResolverListener
  readonly #addresses: string[]
  #telling: NodeJS.Immediate | undefined

  constructor(target: experimental.GrpcUri, listener: experimental.ResolverListener) {
    this.#listener = listener
    this.#addresses = target.path.split(',')
  }

  static getDefaultAuthority(target: experimental.GrpcUri): string {
    return target.path.split(',')[0] ?? ''
  }

  updateResolution(): void {
    const endpoints = this.#addresses.map(address => ({ addresses: [tcpAddress(address)] }))
    const tell = () => this.#listener(experimental.statusOrFromValue(endpoints), {}, null, '')
    this.#telling ??= setImmediate(tell)
  }

  destroy(): void {
    clearImmediate(this.#telling)
    this.#telling = undefined
  }
}

function tcpAddress(address: string): { host: string; port: number } {
  const { host, port } = experimental.splitHostPort(address) ?? { host: address }
  if (port === undefined) throw new Error(`${address} is not host:port`)
  return { host, port }
}

experimental.registerResolver(SCHEME, StaticResolver)
