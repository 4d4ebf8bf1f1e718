import type { Stored } from '@rewards/store'
import { attemptOf, type Claim } from '../../domain/claim.ts'
import { claimStep } from '../../domain/evolve-claim.ts'
import { askFor } from './ask-for.ts'
import { nextDueAt } from './due.ts'
import type { ClaimPorts } from './ports.ts'
import { reserve } from './reserve.ts'

const BATCH = 200

/** Goes on with what is owed: asks again, or takes up an attempt that stopped. Gives how many claims it looked at. */
export type SweepClaims = () => Promise<number>

export function sweepClaims(ports: ClaimPorts): SweepClaims {
  return async () => {
    const due = await ports.claims.due(ports.now(), BATCH)
    const results = await Promise.allSettled(due.map(claim => sweepOne(ports, claim)))
    const failed = results.find(result => result.status === 'rejected')
    if (failed) throw failed.reason
    return due.length
  }
}

/** The lease spares the others the work; whoever works without it does no harm. */
async function sweepOne(ports: ClaimPorts, claim: Stored<Claim>): Promise<void> {
  const seenDueAt = claim.value.dueAt
  if (seenDueAt === undefined) return
  const since = attemptOf(claim.value, claim.value.attempt)?.requestedAtMs ?? claim.value.changedAtMs
  const dueAt = nextDueAt(ports.now(), since, ports.random)
  const { written, stored } = await ports.claims.update(
    claim.id,
    claimStep({ type: 'lease', seenDueAt, dueAt }),
  )
  if (!written || !stored) return
  if (stored.value.state === 'RESERVING') await reserve(ports, stored, ports.newId('op'))
  else askFor(ports, stored)
}
