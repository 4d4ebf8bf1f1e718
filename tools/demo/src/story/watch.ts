import { ConnectError } from '@connectrpc/connect'
import { DemoError } from '../demo-error.ts'
import { isForNow } from '../gateway/errors.ts'
import type { Caller } from '../gateway/gateway.ts'
import type { ShownClaim } from '../told/told.ts'
import { shown } from './list-claims.ts'
import type { Stage } from './stage.ts'

const LONGEST_MS = 180_000

/** Watches a claim, as its user, until it is SUCCESS or FAILED; goes on where a broken stream ended. */
export async function watchToEnd(stage: Stage, user: Caller, claimId: string): Promise<ShownClaim> {
  const startedAt = performance.now()
  let seen: { readonly claim: ShownClaim; readonly rev: number } | undefined
  while (performance.now() - startedAt < LONGEST_MS) {
    try {
      for await (const next of follow(stage, user, claimId, seen?.rev ?? 0)) seen = next
    } catch (err) {
      stage.gateway.signal.throwIfAborted()
      if (!isForNow(ConnectError.from(err))) throw err
    }
    if (seen && seen.claim.state !== 'REQUESTED') return seen.claim
  }
  throw new DemoError(`whoever watches ${claimId} saw no end of it in ${LONGEST_MS / 1000} s`)
}

async function* follow({ gateway }: Stage, user: Caller, claimId: string, afterRev: number) {
  const options = { ...gateway.as(user), timeoutMs: LONGEST_MS }
  for await (const { claim } of gateway.claims.watchClaim({ claimId, afterRev }, options))
    if (claim) yield { claim: shown(claim), rev: claim.rev }
}
