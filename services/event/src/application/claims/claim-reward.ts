import { createHash } from 'node:crypto'
import { RewardsError, retryAfter } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import {
  type Attempt,
  attemptByKey,
  attemptOf,
  type Claim,
  claimId,
  MAX_ATTEMPTS,
  type RequestedReward,
} from '../../domain/claim.ts'
import { type Event, isClaimable } from '../../domain/event.ts'
import { eventNotFound } from '../../domain/event-errors.ts'
import { snapshotOf } from '../../domain/stock.ts'
import { lookForRoom, open, stockPending } from './open.ts'
import type { ClaimPorts } from './ports.ts'
import { type RequestNames, RequestRefused, refusalOf, refuse } from './refuse.ts'
import { reserve } from './reserve.ts'

export interface ClaimRewardRequest {
  readonly eventId: string
  readonly userId: string
  readonly idempotencyKey?: string | undefined
  /**
   * Names this call, and is the same when one of our own clients repeats it, which callers never learn of. So a call without a
   * key leaves one record too, and is told what became of it. Default: a fresh name.
   */
  readonly callName?: string | undefined
  /** The user's own token, with which the conditions are asked. */
  readonly token: string
}

/** What acceptance fixed. The same for every call under the same key. */
export interface Acceptance {
  readonly claimId: string
  readonly attempt: number
  readonly requested: readonly RequestedReward[]
  readonly leftOut: readonly string[]
  readonly requestedAtMs: number
}

export type ClaimReward = (request: ClaimRewardRequest) => Promise<Acceptance>

/** Lost races in a row after which the caller is asked to come back; each one means that somebody else got on. */
const MAX_LOST_RACES = 10

/** Every call that gets a final answer leaves exactly one record: an attempt of the claim, or a refusal. */
export function claimReward(ports: ClaimPorts): ClaimReward {
  return async request => {
    const call: Call = {
      ...request,
      idempotencyKey: request.idempotencyKey || undefined,
      opId: request.callName === undefined ? ports.newId('op') : opIdOf(request.callName),
    }
    for (let tries = 0; tries < MAX_LOST_RACES; tries++) {
      const acceptance = await tryOnce(ports, call)
      if (acceptance) return acceptance
    }
    throw retryAfter(200, 'TOO_MUCH_CONTENTION', 'too many calls for this claim at once; try again')
  }
}

interface Call extends RequestNames {
  readonly token: string
}

function opIdOf(callName: string): string {
  return `op_${createHash('sha256').update(callName).digest('hex').slice(0, 32)}`
}

/** One pass; `undefined` when a race was lost and the claim must be read again. */
async function tryOnce(ports: ClaimPorts, call: Call): Promise<Acceptance | undefined> {
  const claim = await ports.claims.get(claimId(call.eventId, call.userId))
  const known = await answerBefore(ports, call, claim)
  if (known) return known
  if (claim?.value.state === 'RESERVING' && isSameCaller(call, claim.value)) return takeUp(ports, call, claim)
  const event = await ports.events.get(call.eventId)
  if (!event || event.value.status === 'DELETED') throw eventNotFound(call.eventId)
  await refuseUnlessClaimable(ports, call, event.value)
  if (claim && claim.value.state !== 'FAILED') return refuseDuplicate(ports, call, claim)
  return openNext(ports, call, event.value, claim)
}

/** What this request was told before, under its key or, without one, under the call's name: an acceptance outranks a refusal. */
async function answerBefore(
  ports: ClaimPorts,
  call: Call,
  claim: Stored<Claim> | undefined,
): Promise<Acceptance | undefined> {
  const accepted = claim && (await acceptanceBefore(ports, call, claim))
  if (accepted) return accepted
  const refusal = await refusalOf(ports, call)
  if (refusal) throw new RequestRefused(refusal, claim)
  return undefined
}

async function acceptanceBefore(
  ports: ClaimPorts,
  call: Call,
  claim: Stored<Claim>,
): Promise<Acceptance | undefined> {
  if (call.idempotencyKey === undefined) return ownAcceptance(call, claim)
  const attempt = attemptByKey(claim.value, call.idempotencyKey)
  return attempt && answerOfAttempt(ports, call, claim, attempt)
}

function ownAcceptance({ opId }: Call, claim: Stored<Claim>): Acceptance | undefined {
  const attempt = claim.value.attempts.find(({ acceptedBy }) => acceptedBy === opId)
  return attempt && acceptanceOf(claim, attempt)
}

async function answerOfAttempt(
  ports: ClaimPorts,
  call: Call,
  claim: Stored<Claim>,
  attempt: Attempt,
): Promise<Acceptance | undefined> {
  if (attempt.acceptedBy !== undefined) return acceptanceOf(claim, attempt)
  if (attempt.state === 'RESERVING') return settleKeyed(await reserve(ports, claim, call.opId), attempt.no)
  throw outOfStock()
}

/** Without a key, a user who asks again goes on with what they opened without a key; an operator's retry is not theirs. */
function isSameCaller(call: Call, claim: Claim): boolean {
  const attempt = attemptOf(claim, claim.attempt)
  const isKeyless = call.idempotencyKey === undefined && attempt?.idempotencyKey === undefined
  return isKeyless && attempt?.by === call.userId
}

/** Goes on with the attempt; the call whose write accepts it is the one that is told so. */
async function takeUp(ports: ClaimPorts, call: Call, claim: Stored<Claim>): Promise<Acceptance | undefined> {
  return settleOwn(ports, call, await reserve(ports, claim, call.opId), claim.value.attempt)
}

async function refuseUnlessClaimable(ports: ClaimPorts, call: Call, event: Event): Promise<void> {
  const nowMs = ports.now()
  if (isClaimable(event, nowMs)) return
  const when = nowMs < event.startsAtMs ? 'starts' : 'ends'
  const at = new Date(when === 'starts' ? event.startsAtMs : event.endsAtMs).toISOString()
  await refuse(ports, call, {
    reason: 'EVENT_STATUS',
    detail: `the event is ${event.status} and ${when} at ${at}; claims are taken while it is ACTIVE and its window is open`,
  })
}

function refuseDuplicate(ports: ClaimPorts, call: Call, claim: Stored<Claim>): Promise<never> {
  const detail = `there is a claim already, ${claim.id}; it can be claimed again only after it has FAILED`
  return refuse(ports, call, { reason: 'DUPLICATED_CLAIM', detail }, claim)
}

async function openNext(
  ports: ClaimPorts,
  call: Call,
  event: Event,
  claim: Stored<Claim> | undefined,
): Promise<Acceptance | undefined> {
  const attempt = (claim?.value.attempt ?? 0) + 1
  if (attempt > MAX_ATTEMPTS) {
    const detail = `${MAX_ATTEMPTS} attempts were made; an operator can retry the claim`
    await refuse(ports, call, { reason: 'TOO_MANY_ATTEMPTS', detail })
  }
  await refuseUnlessMet(ports, call, event)
  const snapshot = { rewards: snapshotOf(event), eventRevision: event.revision }
  await refuseUnlessRoom(ports, call, snapshot.rewards, claim?.value.granted ?? {})
  const { eventId, userId, opId, idempotencyKey } = call
  const opened = await open(ports, { eventId, userId, attempt, snapshot, opId, by: userId, idempotencyKey })
  if (!opened) return undefined
  return idempotencyKey === undefined ? settleOwn(ports, call, opened, attempt) : settleKeyed(opened, attempt)
}

async function refuseUnlessMet(ports: ClaimPorts, call: Call, event: Event): Promise<void> {
  if (event.conditions.length === 0) return
  const { met, results } = await ports.conditions.evaluate(call.token, event)
  if (met) return
  const missing = results.filter(result => !result.met).map(result => result.missing)
  await refuse(ports, call, { reason: 'CONDITION_NOT_MET', detail: missing.join('; '), conditions: results })
}

async function refuseUnlessRoom(
  ports: ClaimPorts,
  call: Call,
  rewards: readonly RequestedReward[],
  granted: Claim['granted'],
): Promise<void> {
  const room = await lookForRoom(ports, call.eventId, rewards, granted)
  if (room === 'STOCK_PENDING') throw stockPending()
  if (room === 'OUT_OF_STOCK') await refuse(ports, call, { reason: 'OUT_OF_STOCK', detail: SOLD_OUT })
}

/** The answer to a call without a key: accepted if this call's write did it, a duplicate if another's did. */
async function settleOwn(
  ports: ClaimPorts,
  call: Call,
  claim: Stored<Claim>,
  no: number,
): Promise<Acceptance | undefined> {
  const attempt = attemptOf(claim.value, no)
  if (attempt?.acceptedBy !== undefined && attempt.acceptedBy !== call.opId)
    return refuseDuplicate(ports, call, claim)
  const isOthers = attempt?.state === 'FAILED' && attempt.opId !== call.opId
  if (isOthers && !attempt.acceptedBy)
    return refuse(ports, call, { reason: 'OUT_OF_STOCK', detail: SOLD_OUT })
  return settleKeyed(claim, no)
}

/** The answer to a call whose key names the attempt. */
function settleKeyed(claim: Stored<Claim>, no: number): Acceptance | undefined {
  const attempt = attemptOf(claim.value, no)
  if (!attempt) return undefined
  if (attempt.acceptedBy !== undefined) return acceptanceOf(claim, attempt)
  throw attempt.state === 'RESERVING' ? stockPending() : outOfStock()
}

function acceptanceOf(claim: Stored<Claim>, attempt: Attempt): Acceptance {
  const { requested, leftOut } = attempt.past ?? claim.value
  return { claimId: claim.id, attempt: attempt.no, requested, leftOut, requestedAtMs: attempt.requestedAtMs }
}

const SOLD_OUT = 'a limited reward is sold out'

function outOfStock(): RewardsError {
  return new RewardsError('resource_exhausted', 'OUT_OF_STOCK', SOLD_OUT)
}
