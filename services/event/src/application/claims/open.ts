import { retryAfter } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { rewardKey } from '../../domain/bucket.ts'
import { type Claim, claimId, limitedToGrant, MAX_ATTEMPTS, type Snapshot } from '../../domain/claim.ts'
import { claimStep } from '../../domain/evolve-claim.ts'
import { judgeStock, type StockLevel } from '../../domain/stock.ts'
import { askFor } from './ask-for.ts'
import { nextDueAt } from './due.ts'
import type { ClaimPorts } from './ports.ts'
import { reserve } from './reserve.ts'
import { stockLevel } from './take-unit.ts'

export interface Opening {
  readonly eventId: string
  readonly userId: string
  readonly attempt: number
  readonly snapshot: Snapshot
  /** Names the call that opens. */
  readonly opId: string
  /** The user, or the operator who retries. */
  readonly by: string
  readonly idempotencyKey?: string | undefined
  readonly maxAttempts?: number
}

/** Looks for room, without taking any: what an opening would meet now. */
export async function lookForRoom(
  ports: ClaimPorts,
  eventId: string,
  rewards: Snapshot['rewards'],
  granted: Claim['granted'],
): Promise<'OPEN' | 'OUT_OF_STOCK' | 'STOCK_PENDING'> {
  const levels = new Map<string, StockLevel>()
  for (const { rewardId } of limitedToGrant({ requested: rewards, granted }))
    levels.set(rewardId, await stockLevel(ports, rewardKey(eventId, rewardId)))
  return judgeStock(rewards, granted, levels)
}

/**
 * Opens an attempt and goes on with it: the claim as it is afterwards, or `undefined` when somebody else was first
 * and nothing was written.
 */
export async function open(ports: ClaimPorts, opening: Opening): Promise<Stored<Claim> | undefined> {
  const nowMs = ports.now()
  const { idempotencyKey, maxAttempts = MAX_ATTEMPTS, ...rest } = opening
  const step = claimStep({
    type: 'open',
    nowMs,
    dueAt: nextDueAt(nowMs, nowMs, ports.random),
    maxAttempts,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...rest,
  })
  const id = claimId(opening.eventId, opening.userId)
  const { written, stored } = await ports.claims.update(id, step)
  if (!written || !stored) return undefined
  ports.changed(id)
  if (stored.value.state === 'RESERVING') return reserve(ports, stored, opening.opId)
  askFor(ports, stored)
  return stored
}

/** Nothing final was decided: units are held by claims that may still fail. */
export function stockPending(): Error {
  return retryAfter(
    1_000,
    'STOCK_PENDING',
    'the last units are held by claims that are not decided yet; try again',
  )
}
