import type { DescMethod } from '@bufbuild/protobuf'
import { ConnectError, createRouterTransport, type ServiceImpl, type Transport } from '@connectrpc/connect'
import { AuthService } from '@rewards/contracts/auth'
import { ClaimService, EventService } from '@rewards/contracts/event'
import { clientIn, type RewardsClientOptions } from '../src/create-rewards-client.ts'
import type { RewardsClient } from '../src/index.ts'
import { Accounts } from './accounts.ts'

/** What becomes of a call on its way; an error: what a gateway answers. */
export type Fate = 'arrives' | 'is lost' | 'loses its answer' | ConnectError

/** A system in memory, behind a line that may fail; its clock runs only while clients sleep. */
export interface World {
  /** The methods that were called, in order: each try. */
  readonly calls: string[]
  /** How long clients slept, milliseconds. */
  readonly pauses: number[]
  readonly claims: Partial<ServiceImpl<typeof ClaimService>>
  readonly events: Partial<ServiceImpl<typeof EventService>>
  /** Asked of every try, with the method and the address. Default all arrive. */
  fate: (method: string, baseUrl: string) => Fate
  /** No access token that was given out until now counts any more. */
  expire(): void
  /** How often a method was called. */
  count(method: string): number
  /** What the sign-ins said of the device that they come from. */
  readonly devices: readonly string[]
  client(options?: Partial<RewardsClientOptions>): RewardsClient
}

export const ANN = { email: 'ann', password: 'ann' }
export const BOB = { email: 'bob', password: 'bob' }

const PUBLIC: readonly string[] = ['SignIn', 'SignUp', 'RefreshToken', 'SignOut', 'GetSigningKeys']

export function newWorld(): World {
  const accounts = new Accounts()
  let clock = 0
  let keys = 1
  const sleep = async (ms: number, signal: AbortSignal | undefined) => {
    signal?.throwIfAborted()
    world.pauses.push(ms)
    clock += ms
    await new Promise(setImmediate) // others may run, as in a real pause
  }
  const around = { now: () => clock, random: () => 0.5, newKey: () => `key ${keys++}`, sleep }
  const world: World = {
    calls: [],
    pauses: [],
    claims: {},
    events: {},
    fate: () => 'arrives',
    expire: () => accounts.expire(),
    devices: accounts.devices,
    count: method => world.calls.filter(each => each === method).length,
    client: options => clientIn(around, { baseUrl: 'https://one.example', transport: line, ...options }),
  }

  /** The line to an address. */
  function line(baseUrl: string): Transport {
    const begin = (method: DescMethod) => {
      world.calls.push(method.name)
      const fate = world.fate(method.name, baseUrl)
      if (fate instanceof ConnectError) throw fate
      if (fate === 'is lost') throw lost()
      return fate
    }
    return {
      async unary(method, ...call) {
        const fate = begin(method)
        const answer = await served().unary(method, ...call)
        if (fate === 'loses its answer') throw lost()
        return answer
      },
      async stream(method, ...call) {
        begin(method)
        return served().stream(method, ...call)
      },
    }
  }

  function served(): Transport {
    return createRouterTransport(
      router => {
        router.service(AuthService, accounts.service)
        router.service(ClaimService, world.claims)
        router.service(EventService, world.events)
      },
      {
        router: {
          interceptors: [
            next => request => {
              if (!PUBLIC.includes(request.method.name)) accounts.userOf(request.header)
              return next(request)
            },
          ],
        },
      },
    )
  }
  return world
}

/** What `fetch` throws when a connection breaks, as the transport passes it on. */
export function lost(): ConnectError {
  return ConnectError.from(new TypeError('fetch failed'))
}
