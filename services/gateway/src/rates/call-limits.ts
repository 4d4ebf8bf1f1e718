import type { DescMethod } from '@bufbuild/protobuf'
import { RewardsError, retryAfter } from '@rewards/errors'
import type { Rate } from '@rewards/process'
import type { Call } from '../forward/call.ts'
import type { Limits } from '../limits.ts'
import { type CallClass, classOf } from './call-class.ts'
import { CallCounter } from './call-counter.ts'
import { Places } from './places.ts'

type RateName = { [K in keyof Limits]: Limits[K] extends Rate ? K : never }[keyof Limits]

/** Which rate holds for the users of a class; sign-ins have no user yet. */
const PER_USER = {
  read: 'readsPerUser',
  claim: 'claimsPerUser',
  operation: 'operationsPerUser',
  stream: 'streamsPerUser',
} as const satisfies Record<Exclude<CallClass, 'signIn'>, RateName>

/** Answers that say: asked in vain. What failed here or behind is not the caller's doing. */
const REFUSED = new Set([
  'FAILED_PRECONDITION',
  'ALREADY_EXISTS',
  'NOT_FOUND',
  'INVALID_ARGUMENT',
  'OUT_OF_RANGE',
])

/** When a place will be free is not known; it may be soon. */
const TOO_MANY_OPEN_CALLS = new RewardsError(
  'resource_exhausted',
  'TOO_MANY_OPEN_CALLS',
  'too many of your calls are open; the same call may succeed when one of them has ended',
  { retryAfterMs: 1_000 },
)

const TOO_MANY_CALLS = retryAfter(
  1_000,
  'TOO_MANY_CALLS',
  'too many calls are open here; the same call may succeed later',
)

/**
 * Refuses what is too much, with `resource_exhausted` RATE_LIMITED or TOO_MANY_OPEN_CALLS and a time to come back; what is too much for the
 * whole gateway, with `unavailable` TOO_MANY_CALLS.
 */
export class CallLimits {
  readonly #counters: Readonly<Record<RateName, CallCounter>>
  readonly #inAll: Places
  readonly #ofAddress: Places
  readonly #ofUser: Places

  constructor(limits: Limits) {
    this.#counters = {
      callsPerAddress: new CallCounter(limits.callsPerAddress),
      signInsPerAddress: new CallCounter(limits.signInsPerAddress),
      readsPerUser: new CallCounter(limits.readsPerUser),
      claimsPerUser: new CallCounter(limits.claimsPerUser),
      operationsPerUser: new CallCounter(limits.operationsPerUser),
      streamsPerUser: new CallCounter(limits.streamsPerUser),
    }
    this.#inAll = new Places(limits.maxCalls)
    this.#ofAddress = new Places(limits.maxCallsPerAddress)
    this.#ofUser = new Places(limits.maxCallsPerUser)
  }

  /**
   * A call has come; nothing is known of it but where from. Resolves to why it is refused, if it is. What is refused takes no place
   * among all calls: whoever has all that they may, and leaves refusals unread, takes nobody else's.
   */
  async arrived(call: Call): Promise<RewardsError | undefined> {
    return (
      this.#open(this.#ofAddress, call.network, call) ??
      (await this.#count('callsPerAddress', call.network)) ??
      this.#open(this.#inAll, 'all', call, TOO_MANY_CALLS)
    )
  }

  /** Its caller may make it: a user, or nobody where the method is for all. Resolves to why it is refused, if it is. */
  async admitted(method: DescMethod, call: Call): Promise<RewardsError | undefined> {
    const kind = classOf(method)
    if (kind === 'signIn') return this.#count('signInsPerAddress', call.network)
    if (!call.caller) return undefined
    const { userId } = call.caller
    return this.#open(this.#ofUser, userId, call) ?? this.#count(PER_USER[kind], userId)
  }

  /** A claim that was refused counts twice: who cannot have it gains nothing by asking on. */
  async ended(method: DescMethod, { caller, code }: Call): Promise<void> {
    if (!caller || classOf(method) !== 'claim' || !REFUSED.has(code ?? '')) return
    await this.#counters.claimsPerUser.add(caller.userId)
  }

  async #count(limit: RateName, key: string): Promise<RewardsError | undefined> {
    const counter = this.#counters[limit]
    const retryAfterMs = await counter.count(key)
    if (retryAfterMs === undefined) return undefined
    const { calls, perMs } = counter.rate
    const message = `too many calls: the limit ${limit} is ${calls} in ${perMs / 1_000} s`
    return new RewardsError('resource_exhausted', 'RATE_LIMITED', message, {
      retryAfterMs,
      metadata: { limit },
    })
  }

  #open(places: Places, key: string, call: Call, refusal = TOO_MANY_OPEN_CALLS): RewardsError | undefined {
    const giveBack = places.take(key)
    if (!giveBack) return refusal
    void call.over.then(giveBack)
    return undefined
  }
}
