/** What kind of thing a reward is. */
export type RewardType = 'POINT' | 'COUPON' | 'BADGE'

/** A reward as the claim asked for it. */
export interface Reward {
  readonly rewardId: string
  readonly type: RewardType
  /** POINT: points, 1 to 10^12. COUPON: how many, 1 to 100. BADGE: 1. */
  readonly amount: number
  /** COUPON: the template's id. BADGE: the badge's id. POINT: ''. */
  readonly itemId: string
}

export type GrantState = 'PENDING' | 'GRANTED' | 'REJECTED'

/** What the effect left behind. */
export interface Effect {
  /** The provider's reference; '' when it has none. */
  readonly reference: string
  /** COUPON: as many codes as coupons. Else empty. */
  readonly codes: readonly string[]
}

/** One reward of one claim, under `grantId(…)`: the place where "once" is kept. */
export interface Grant {
  readonly claimId: string
  readonly eventId: string
  readonly userId: string
  readonly reward: Reward
  readonly state: GrantState
  /** The attempt of the claim that (re)opened it, from 1. */
  readonly generation: number
  /** The provider that was chosen when it was (re)opened. */
  readonly provider: string
  /** REJECTED only. */
  readonly reason?: string
  /** GRANTED only. */
  readonly effect?: Effect
  readonly createdAtMs: number
  readonly changedAtMs: number
}

export function grantId(claimId: string, rewardId: string): string {
  return `${claimId}:${rewardId}`
}

export type GrantCommand = { readonly nowMs: number } & (
  | {
      readonly type: 'request'
      readonly attempt: number
      readonly claimId: string
      readonly eventId: string
      readonly userId: string
      readonly reward: Reward
      readonly provider: string
    }
  | { readonly type: 'grant'; readonly generation: number; readonly effect: Effect }
  | { readonly type: 'reject'; readonly generation: number; readonly reason: string }
)

export type GrantEvent = { readonly atMs: number } & (
  | { readonly type: 'inserted'; readonly command: Extract<GrantCommand, { type: 'request' }> }
  | {
      readonly type: 'reopened'
      readonly generation: number
      readonly provider: string
      readonly reward: Reward
    }
  | { readonly type: 'granted'; readonly effect: Effect }
  | { readonly type: 'rejected'; readonly reason: string }
)

/** The guards. `undefined`: refused, or nothing to do. */
export function decideGrant(grant: Grant | undefined, command: GrantCommand): GrantEvent | undefined {
  const atMs = command.nowMs
  if (command.type === 'request') {
    if (!grant) return { type: 'inserted', atMs, command }
    const { attempt, provider, reward } = command
    const isNewer = grant.state === 'REJECTED' && grant.generation < attempt
    return isNewer ? { type: 'reopened', atMs, generation: attempt, provider, reward } : undefined
  }
  if (grant?.state !== 'PENDING' || grant.generation !== command.generation) return undefined
  return command.type === 'grant'
    ? { type: 'granted', atMs, effect: command.effect }
    : { type: 'rejected', atMs, reason: command.reason }
}

/** The effects. */
export function evolveGrant(grant: Grant | undefined, event: GrantEvent): Grant {
  if (event.type === 'inserted') return inserted(event.command)
  if (!grant) throw new Error(`a grant must be inserted before it is ${event.type}`)
  const changed = { ...grant, changedAtMs: event.atMs }
  switch (event.type) {
    case 'reopened': {
      const { reason: _, ...rest } = changed
      const { generation, provider, reward } = event
      return { ...rest, state: 'PENDING', generation, provider, reward }
    }
    case 'granted':
      return { ...changed, state: 'GRANTED', effect: event.effect }
    case 'rejected':
      return { ...changed, state: 'REJECTED', reason: event.reason }
  }
}

function inserted(command: Extract<GrantCommand, { type: 'request' }>): Grant {
  const { claimId, eventId, userId, reward, provider, attempt, nowMs } = command
  return {
    claimId,
    eventId,
    userId,
    reward,
    state: 'PENDING',
    generation: attempt,
    provider,
    createdAtMs: nowMs,
    changedAtMs: nowMs,
  }
}

/** A command as a guarded step of the store: guard and effect. */
export function grantStep(command: GrantCommand): (grant: Grant | undefined) => Grant | undefined {
  return grant => {
    const event = decideGrant(grant, command)
    return event && evolveGrant(grant, event)
  }
}
