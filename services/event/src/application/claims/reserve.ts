import type { Stored } from '@rewards/store'
import { type Claim, limitedToGrant } from '../../domain/claim.ts'
import type { ClaimCommand } from '../../domain/claim-steps.ts'
import { claimStep } from '../../domain/evolve-claim.ts'
import { askFor } from './ask-for.ts'
import { nextDueAt } from './due.ts'
import type { ClaimPorts } from './ports.ts'
import { takeUnit } from './take-unit.ts'

/**
 * Goes on with a RESERVING attempt, whoever opened it: takes units in the one order, then accepts or gives up.
 * Gives the claim as it is afterwards; still RESERVING of the same attempt when stock is pending.
 */
export async function reserve(ports: ClaimPorts, claim: Stored<Claim>, opId: string): Promise<Stored<Claim>> {
  const taken = await takeUnits(ports, claim)
  if (taken === 'PENDING') return claim
  const nowMs = ports.now()
  const { attempt } = claim.value
  const command: ClaimCommand = taken.mustGiveUp
    ? { type: 'give up', attempt, nowMs, soldOut: taken.soldOut }
    : { type: 'accept', attempt, nowMs, opId, ...taken, dueAt: nextDueAt(nowMs, nowMs, ports.random) }
  const { stored = claim, written } = await ports.claims.update(claim.id, claimStep(command))
  if (written) {
    ports.changed(claim.id)
    askFor(ports, stored)
  }
  return stored
}

interface Taken {
  readonly held: Readonly<Record<string, string>>
  readonly soldOut: readonly string[]
  readonly mustGiveUp: boolean
}

async function takeUnits(ports: ClaimPorts, { id, value: claim }: Stored<Claim>): Promise<Taken | 'PENDING'> {
  const held: Record<string, string> = {}
  const soldOut: string[] = []
  const taker = { eventId: claim.eventId, claimId: id, attempt: claim.attempt }
  for (const reward of limitedToGrant(claim)) {
    const unit = await takeUnit(ports, taker, reward)
    if (unit === 'PENDING') return unit
    if (unit !== 'SOLD_OUT') {
      held[reward.rewardId] = unit.bucket
      continue
    }
    soldOut.push(reward.rewardId)
    if (reward.whenSoldOut === 'REFUSE_CLAIM') return { held, soldOut, mustGiveUp: true }
  }
  return { held, soldOut, mustGiveUp: false }
}
