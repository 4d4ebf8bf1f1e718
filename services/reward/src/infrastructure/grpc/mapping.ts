import type { MessageInitShape } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import {
  type GetMyBalanceResponseSchema,
  type GrantSchema,
  GrantState as GrantStateMessage,
  type Simulation as SimulationMessage,
  type SimulationSchema,
} from '@rewards/contracts/reward'
import type { Stored } from '@rewards/store'
import type { GrantFilters } from '../../application/list-grants.ts'
import type { SimulationDraft } from '../../application/set-simulation.ts'
import type { Balance } from '../../domain/balance.ts'
import type { Grant, GrantState } from '../../domain/grant.ts'
import type { Simulation } from '../../domain/simulation.ts'
import { rewardTypeMessage, rewardTypeOf } from './reward-types.ts'
import { msOf } from './times.ts'

const STATES = ['PENDING', 'GRANTED', 'REJECTED'] as const satisfies readonly GrantState[]

/** A filter by state; `undefined` when none is set. */
export function stateFilterOf(message: GrantStateMessage): GrantFilters['state'] {
  if (message === GrantStateMessage.UNSPECIFIED) return undefined
  return STATES.find(state => GrantStateMessage[state] === message) ?? 'unknown'
}

export function grantMessage({ id, value }: Stored<Grant>): MessageInitShape<typeof GrantSchema> {
  const { claimId, eventId, userId, reward, state, generation, provider, reason = '', effect } = value
  const { rewardId, type, amount, itemId } = reward
  return {
    grantId: id,
    claimId,
    eventId,
    userId,
    reward: { rewardId, type: rewardTypeMessage(type), amount: BigInt(amount), itemId },
    state: GrantStateMessage[state],
    generation,
    reason,
    provider,
    providerReference: effect?.reference ?? '',
    couponCodes: [...(effect?.codes ?? [])],
    createdAt: timestampFromMs(value.createdAtMs),
    changedAt: timestampFromMs(value.changedAtMs),
  }
}

export function balanceMessage({
  points,
  coupons,
  badgeIds,
}: Balance): MessageInitShape<typeof GetMyBalanceResponseSchema> {
  return { points, coupons, badgeIds: [...badgeIds].toSorted((a, b) => (a < b ? -1 : 1)) }
}

export function simulationDraft({ types, failingUntil, ...numbers }: SimulationMessage): SimulationDraft {
  const { latencyMs, rejectPercent, failPercent, grantsPerRequest } = numbers
  return {
    types: types.map(rewardTypeOf),
    failingUntilMs: msOf(failingUntil) ?? 0,
    latencyMs,
    rejectPercent,
    failPercent,
    grantsPerRequest,
  }
}

export function simulationMessage(simulation: Simulation): MessageInitShape<typeof SimulationSchema> {
  const { types, failingUntilMs, ...numbers } = simulation
  return {
    ...numbers,
    types: types.map(rewardTypeMessage),
    ...(failingUntilMs !== 0 && { failingUntil: timestampFromMs(failingUntilMs) }),
  }
}
