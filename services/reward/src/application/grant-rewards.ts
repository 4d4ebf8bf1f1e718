import type { Stored } from '@rewards/store'
import { answerOf } from '../domain/answer.ts'
import { type Effect, type Grant, grantId, grantStep, type Reward } from '../domain/grant.ts'
import type { GrantPorts } from './ports.ts'
import { keyOf, type Provider, type ProviderAnswer } from './providers.ts'

/** One attempt of a claim, as it was asked for. */
export interface GrantRequest {
  readonly claimId: string
  readonly attempt: number
  readonly eventId: string
  readonly userId: string
  readonly rewards: readonly Reward[]
}

export type GrantRewards = (request: GrantRequest) => Promise<void>

/**
 * Brings every reward of the request as far as it can be brought now, then says how they stand. A repeat repeats the
 * answer; an old request finishes what is pending and never opens anything again.
 */
export function grantRewards(ports: GrantPorts): GrantRewards {
  return async request => {
    const opened = await openAll(ports, request)
    const pending = opened.filter(({ value }) => value.state === 'PENDING')
    const settled = await Promise.all(pending.map((grant, position) => callOut(ports, grant, position)))
    const byId = new Map([...opened, ...settled].map(grant => [grant.id, grant.value]))
    const answer = answerOf([...byId.values()])
    if (answer) ports.answer(request.claimId, request.attempt, answer)
  }
}

/** Inserts or re-opens; with a provider of our own that write grants as well. */
async function openAll(ports: GrantPorts, request: GrantRequest): Promise<Stored<Grant>[]> {
  const { rewards, ...names } = request
  const nowMs = ports.now()
  const changes = await Promise.all(
    rewards.map(async reward => {
      const provider = await ports.providers.route(reward.type)
      const open = grantStep({ type: 'request', nowMs, ...names, reward, provider })
      const effects = ownEffects(ports, reward)
      const decide = (grant: Grant | undefined) => {
        const opened = open(grant)
        return grantByOwn(opened ?? grant, effects, nowMs) ?? opened
      }
      return { id: grantId(request.claimId, reward.rewardId), decide }
    }),
  )
  const updated = await ports.grants.updateMany(changes)
  return updated.flatMap(({ stored }) => (stored ? [stored] : []))
}

/** What each provider of our own would grant: made beforehand, as a decision makes nothing up. */
function ownEffects(ports: GrantPorts, reward: Reward): ReadonlyMap<string, Effect> {
  const own = [...ports.providers.byName.values()].filter(provider => provider.kind === 'own')
  return new Map(own.map(provider => [provider.name, provider.effect(reward)]))
}

function grantByOwn(
  grant: Grant | undefined,
  effects: ReadonlyMap<string, Effect>,
  nowMs: number,
): Grant | undefined {
  const effect = grant && effects.get(grant.provider)
  return effect && grantStep({ type: 'grant', nowMs, generation: grant.generation, effect })(grant)
}

/** Calls the outside provider first, then writes what it said. Without a final answer the grant stays pending. */
async function callOut(ports: GrantPorts, grant: Stored<Grant>, position: number): Promise<Stored<Grant>> {
  const answer = await finalAnswer(ports, grant, position)
  if (!answer) return grant
  const { generation } = grant.value
  const nowMs = ports.now()
  const step =
    answer.state === 'GRANTED'
      ? grantStep({ type: 'grant', nowMs, generation, effect: answer.effect })
      : grantStep({ type: 'reject', nowMs, generation, reason: answer.reason })
  const { stored } = await ports.grants.update(grant.id, step)
  return stored ?? grant
}

async function finalAnswer(
  ports: GrantPorts,
  { id, value: { provider: name, generation, claimId, eventId, userId, reward } }: Stored<Grant>,
  position: number,
): Promise<ProviderAnswer | undefined> {
  const provider = ports.providers.byName.get(name)
  try {
    if (!provider || provider.kind === 'own') throw new Error(`there is no outside provider ${name}`)
    const key = keyOf(provider, id, generation)
    const answer = await provider.call({ key, grantId: id, claimId, eventId, userId, reward, position })
    return isFinal(provider, answer) ? answer : undefined
  } catch (error) {
    ports.providerFailed(name, id, error)
    return undefined
  }
}

/** Where only success is remembered, a later call under the same key may still pay: no rejection is final. */
function isFinal(provider: Provider, answer: ProviderAnswer): boolean {
  return answer.state === 'GRANTED' || provider.kind === 'final per key'
}
