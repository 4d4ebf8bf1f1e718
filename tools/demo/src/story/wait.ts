import { setTimeout as sleep } from 'node:timers/promises'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import type { ShownClaim } from '../told/told.ts'
import { listClaims } from './list-claims.ts'
import type { Stage } from './stage.ts'

const POLL_EVERY_MS = 500
const SAY_EVERY_MS = 2_000
/** Rewards that are still missing by then are lost, or something is down. */
const PATIENCE_MS = 180_000

/**
 * Waits until `count` claims of the event are SUCCESS or FAILED, and returns all of them. Throws a `DemoError` when
 * that takes longer than three minutes.
 */
export async function waitForOutcomes(
  stage: Stage,
  operator: Caller,
  eventId: string,
  count: number,
): Promise<ShownClaim[]> {
  const startedAt = performance.now()
  let said: { at: number; line: string } = { at: 0, line: '' }
  for (;;) {
    const claims = [...(await listClaims(stage, operator, eventId)).values()]
    const line = states(claims)
    const isDone = claims.length >= count && claims.every(({ state }) => state !== 'REQUESTED')
    const now = performance.now()
    if (line !== said.line && (isDone || now - said.at > SAY_EVERY_MS)) {
      stage.progress.say(`claims: ${line}`)
      said = { at: now, line }
    }
    if (isDone) return claims
    if (now - startedAt > PATIENCE_MS)
      throw new DemoError(`after ${PATIENCE_MS / 1000} s not all of ${count} claims are decided: ${line}`)
    await sleep(POLL_EVERY_MS, undefined, { signal: stage.gateway.signal })
  }
}

function states(claims: readonly ShownClaim[]): string {
  const inState = (state: ShownClaim['state']) => claims.filter(claim => claim.state === state).length
  return `${inState('REQUESTED')} REQUESTED, ${inState('SUCCESS')} SUCCESS, ${inState('FAILED')} FAILED`
}
