import { setTimeout as sleep } from 'node:timers/promises'
import { BenchError } from '../bench-error.ts'
import { claimReward } from '../calls/claim-reward.ts'
import type { NextCall } from '../load/next-call.ts'
import { type Percentiles, percentilesOf } from '../load/percentiles.ts'
import type { Load } from '../load/tally.ts'
import type { Claimable } from '../stage/claimable.ts'
import type { Bench } from './bench.ts'
import type { Measured } from './calls.ts'
import { spentBetween } from './spent.ts'

/** A load of claims. Its calls are those that were accepted; what was spent includes the granting. */
export interface MeasuredClaims extends Measured {
  /** By the time from the first call until the last reward was granted. */
  readonly grantedPerSecond: number
  /** From when the event service opened the claim until it closed it as SUCCESS, by its clock. Milliseconds. */
  readonly claimToGrantedMs: Percentiles
}

/** How the claims are made: all of them are to come from `next`. */
export type Drive = (next: NextCall) => Promise<Load>

/** Told of a claim when it was accepted; `startedAt`, by `performance`, is when it was made. */
export type OnAccepted = (claim: { claimId: string; token: string; startedAt: number }) => void

const QUIET_WITHIN_MS = 120_000

/**
 * Makes claims and waits until all of them are granted. Rejects with a `BenchError` when that takes too long, or when
 * none was accepted.
 */
export async function measureClaims(
  bench: Bench,
  work: Claimable,
  drive: Drive,
  onAccepted?: OnAccepted,
): Promise<MeasuredClaims> {
  const { users, look, file } = bench
  await users.refresh()
  const before = look()
  const [sinceMs, startedAt] = [Date.now(), performance.now()]
  const load = await drive(claimsOf(bench, work, onAccepted))
  if (load.calls === 0) throw new BenchError(whyNone(load))
  await untilQuiet(bench)
  const seconds = (performance.now() - startedAt) / 1_000
  const spent = spentBetween(before, look(), { seconds, calls: load.calls })
  return { ...load, spent, ...grantsOf(file.grantedSince(sinceMs), sinceMs) }
}

function grantsOf(granted: readonly { requestedAtMs: number; grantedAtMs: number }[], sinceMs: number) {
  const lastMs = granted.reduce((last, { grantedAtMs }) => Math.max(last, grantedAtMs), sinceMs + 1)
  return {
    grantedPerSecond: (granted.length * 1_000) / (lastMs - sinceMs),
    claimToGrantedMs: percentilesOf(granted.map(claim => claim.grantedAtMs - claim.requestedAtMs)),
  }
}

function claimsOf({ ask }: Bench, work: Claimable, onAccepted?: OnAccepted): NextCall {
  return () => {
    const next = work.next()
    if (!next) return undefined
    const { eventId, user } = next
    const { token } = user
    const startedAt = performance.now()
    return claimReward(ask, token, eventId).then(claimId => onAccepted?.({ claimId, token, startedAt }))
  }
}

function whyNone({ failures }: Load): string {
  const [said] = Object.keys(failures)
  return said === undefined
    ? 'all claims were made before all was measured; ask for more --events'
    : `no claim was accepted: ${said}`
}

async function untilQuiet({ file, signal }: Bench): Promise<void> {
  for (let waitedMs = 0; file.owed() > 0; waitedMs += 50) {
    if (waitedMs >= QUIET_WITHIN_MS)
      throw new BenchError(`${file.owed()} claims are not decided after ${QUIET_WITHIN_MS / 1_000} s`)
    await sleep(50, undefined, { signal })
  }
}
