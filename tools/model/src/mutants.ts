import type { Edit } from './edit.ts'

/** A seeded bug: the code changed so that one rule of the protocol is broken. */
export interface Mutant {
  readonly breaks: string
  /** Several where two guards stand one behind the other: either alone would still keep the promise. */
  readonly edits: readonly Edit[]
}

const DECIDE = 'services/event/src/domain/decide-claim.ts'
const EVOLVE = 'services/event/src/domain/evolve-claim.ts'
const HOLDS = 'services/event/src/domain/holds.ts'
const BUCKET = 'services/event/src/domain/bucket.ts'
const CLAIMS = 'services/event/src/application/claims'
const ANSWER = 'services/reward/src/domain/answer.ts'
const GRANT = 'services/reward/src/domain/grant.ts'
const REWARDS = 'services/reward/src/application'

export const mutants: readonly Mutant[] = [
  {
    breaks: 'open: only a FAILED claim gets a new attempt',
    edits: [
      {
        file: DECIDE,
        find: "claim.state === 'FAILED' && claim.attempt === command.attempt - 1",
        replace: 'claim.attempt === command.attempt - 1',
      },
      {
        file: `${CLAIMS}/claim-reward.ts`,
        find: "if (claim && claim.value.state !== 'FAILED') return refuseDuplicate(ports, call, claim)",
        replace: '',
      },
    ],
  },
  {
    breaks: 'open: attempts follow each other',
    edits: [
      {
        file: DECIDE,
        find: "claim.state === 'FAILED' && claim.attempt === command.attempt - 1",
        replace: "claim.state === 'FAILED'",
      },
    ],
  },
  {
    breaks: 'open: what was granted is kept',
    edits: [
      { file: EVOLVE, find: 'const granted = claim?.granted ?? {}', replace: 'const granted: Granted = {}' },
    ],
  },
  {
    breaks: 'open: limited rewards are reserved first',
    edits: [
      {
        file: EVOLVE,
        find: ".length > 0 ? 'RESERVING' : 'REQUESTED'",
        replace: ".length > 9 ? 'RESERVING' : 'REQUESTED'",
      },
    ],
  },
  {
    breaks: 'hold: no more holders than the cap',
    edits: [{ file: BUCKET, find: 'if (bucket.holders.length >= bucket.cap) return undefined', replace: '' }],
  },
  {
    breaks: 'hold: an attempt holds a unit once',
    edits: [
      { file: BUCKET, find: 'if (bucket.holders.includes(command.holder)) return undefined', replace: '' },
    ],
  },
  {
    breaks: 'hold: a unit that is held already is found',
    edits: [
      {
        file: `${CLAIMS}/take-unit.ts`,
        find: 'const bucket = await findHold(ports, taker, key)',
        replace: 'const bucket = await findHold(ports, { ...taker, attempt: 0 }, key)',
      },
    ],
  },
  {
    breaks: 'accept: only a RESERVING claim',
    edits: [
      {
        file: DECIDE,
        find: "if (claim.state !== 'RESERVING' || claim.attempt !== command.attempt) return undefined\n  const missing",
        replace: 'if (claim.attempt !== command.attempt) return undefined\n  const missing',
      },
    ],
  },
  {
    breaks: 'accept: only the attempt that was worked for',
    edits: [
      {
        file: DECIDE,
        find: "if (claim.state !== 'RESERVING' || claim.attempt !== command.attempt) return undefined\n  const missing",
        replace: "if (claim.state !== 'RESERVING') return undefined\n  const missing",
      },
    ],
  },
  {
    breaks: 'accept: every limited reward is held or left out',
    edits: [
      {
        file: `${CLAIMS}/reserve.ts`,
        find: "if (unit === 'PENDING') return unit",
        replace: "if (unit === 'PENDING') {\n      held[reward.rewardId] = 'none'\n      continue\n    }",
      },
    ],
  },
  {
    breaks: 'no stock: only when every bucket is settled',
    edits: [
      {
        file: `${CLAIMS}/take-unit.ts`,
        find: "=== 0) return 'SOLD_OUT'",
        replace: ">= 0) return 'SOLD_OUT'",
      },
    ],
  },
  {
    breaks: 'settle: only when every holder backs a grant',
    edits: [
      {
        file: `${CLAIMS}/scan-buckets.ts`,
        find: 'looked.every(look => look.backsGrant)',
        replace: 'looked.every(() => true)',
      },
    ],
  },
  {
    breaks: 'free: not a hold that is live',
    edits: [
      {
        file: HOLDS,
        find: '!backsGrant(claim, hold) && !isLive(claim, hold)',
        replace: '!backsGrant(claim, hold)',
      },
    ],
  },
  {
    breaks: 'free: not a hold that backs a grant',
    edits: [
      {
        file: HOLDS,
        find: '!backsGrant(claim, hold) && !isLive(claim, hold)',
        replace: '!isLive(claim, hold)',
      },
    ],
  },
  {
    breaks: 'free: the claim is read after the bucket, and is not behind the hold',
    edits: [
      {
        file: HOLDS,
        find: 'if (!claim || hold.attempt > claim.attempt) return false',
        replace: 'if (!claim) return true',
      },
      {
        file: `${CLAIMS}/scan-buckets.ts`,
        find: 'const holders = bucket.holders.map(',
        replace:
          'const now = (await ports.buckets.get(id))?.value ?? bucket\n  const holders = now.holders.map(',
      },
      {
        file: `${CLAIMS}/scan-buckets.ts`,
        find: 'holders.map(({ claimId }) => claimId)',
        replace: "holders.map(({ claimId, holder }) => bucket.holders.includes(holder) ? claimId : 'unread')",
      },
    ],
  },
  {
    breaks: 'free: by the scan alone, never inline',
    edits: [
      {
        file: `${CLAIMS}/record-outcomes.ts`,
        find: 'if (written) ports.changed(claimId)',
        replace: `if (stored.value.state === 'FAILED')
      for (const bucket of Object.values(stored.value.holds))
        await (ports as unknown as ClaimPorts).buckets.update(bucket, found =>
          found && {
            ...found,
            holders: found.holders.filter(holder => !holder.startsWith(claimId)),
            room: found.cap - found.holders.filter(holder => !holder.startsWith(claimId)).length,
          })`,
      },
    ],
  },
  {
    breaks: 'free: what is not used any more is freed',
    edits: [
      { file: `${CLAIMS}/scan-buckets.ts`, find: 'if (free.length > 0)', replace: 'if (free.length > 99)' },
    ],
  },
  {
    breaks: 'fail: the whole vector must be there',
    edits: [
      {
        file: DECIDE,
        find: '!open.every(reward => rejected(reward.rewardId))',
        replace: '!open.some(reward => rejected(reward.rewardId))',
      },
      {
        file: ANSWER,
        find: "const isDecided = grants.every(grant => grant.state !== 'PENDING')",
        replace: "const isDecided = grants.some(grant => grant.state === 'REJECTED')",
      },
      {
        file: ANSWER,
        find: 'outcomes: grants.map(outcomeOf)',
        replace: "outcomes: grants.filter(grant => grant.state !== 'PENDING').map(outcomeOf)",
      },
    ],
  },
  {
    breaks: 'fail: only this attempt, and rejections of its generation',
    edits: [
      {
        file: DECIDE,
        find: "outcome.state === 'REJECTED' &&\n        outcome.generation === command.attempt",
        replace: "outcome.state === 'REJECTED'",
      },
      {
        file: DECIDE,
        find: "if (claim.state !== 'REQUESTED' || claim.attempt !== command.attempt) return undefined\n  const granted",
        replace: "if (claim.state !== 'REQUESTED') return undefined\n  const granted",
      },
    ],
  },
  {
    breaks: 'fail: only the attempt that was answered',
    edits: [
      {
        file: DECIDE,
        find: "if (claim.state !== 'REQUESTED' || claim.attempt !== command.attempt) return undefined\n  const granted",
        replace: "if (claim.state !== 'REQUESTED') return undefined\n  const granted",
      },
    ],
  },
  {
    breaks: 'fail: what was granted is merged in the same write',
    edits: [
      {
        file: DECIDE,
        find: "reason: 'GRANT_FAILED', granted }",
        replace: "reason: 'GRANT_FAILED', granted: {} }",
      },
    ],
  },
  {
    breaks: 'merge: SUCCESS only when all of it is there',
    edits: [
      {
        file: DECIDE,
        find: 'claim.requested.every(({ rewardId }) => isGranted(claim, rewardId))',
        replace: 'claim.requested.some(({ rewardId }) => isGranted(claim, rewardId))',
      },
    ],
  },
  {
    breaks: 'ask: the sweep asks again',
    edits: [{ file: `${CLAIMS}/sweep-claims.ts`, find: 'else askFor(ports, stored)', replace: '' }],
  },
  {
    breaks: 'take up: the sweep goes on with what was opened',
    edits: [
      {
        file: `${CLAIMS}/sweep-claims.ts`,
        find: "if (stored.value.state === 'RESERVING') await reserve(ports, stored, ports.newId('op'))",
        replace: "if (stored.value.state === 'RESERVING') return",
      },
    ],
  },
  {
    breaks: 'grant: an old request never re-opens',
    edits: [
      {
        file: GRANT,
        find: "grant.state === 'REJECTED' && grant.generation < attempt",
        replace: "grant.state === 'REJECTED'",
      },
    ],
  },
  {
    breaks: 'grant: what is granted is not opened again',
    edits: [
      {
        file: GRANT,
        find: "grant.state === 'REJECTED' && grant.generation < attempt",
        replace: 'grant.generation < attempt',
      },
    ],
  },
  {
    breaks: 'effect: only of the generation that was worked for',
    edits: [
      {
        file: GRANT,
        find: "grant?.state !== 'PENDING' || grant.generation !== command.generation",
        replace: "grant?.state !== 'PENDING'",
      },
    ],
  },
  {
    breaks: 'effect: only of a pending grant',
    edits: [
      {
        file: GRANT,
        find: "grant?.state !== 'PENDING' || grant.generation !== command.generation",
        replace: '!grant || grant.generation !== command.generation',
      },
    ],
  },
  {
    breaks: 'reject: a provider that gives no answer has not refused',
    edits: [
      {
        file: `${REWARDS}/grant-rewards.ts`,
        find: 'ports.providerFailed(name, id, error)\n    return undefined',
        replace: "return { state: 'REJECTED', reason: 'TIMEOUT' }",
      },
    ],
  },
  {
    breaks: 'reject: where only success is remembered nothing is final',
    edits: [
      {
        file: `${REWARDS}/grant-rewards.ts`,
        find: "answer.state === 'GRANTED' || provider.kind === 'final per key'",
        replace: 'provider.name.length > 0 && answer.state.length > 0',
      },
    ],
  },
  {
    breaks: 'answer: failed only when nothing is pending',
    edits: [
      {
        file: ANSWER,
        find: "grants.every(grant => grant.state !== 'PENDING')",
        replace: "grants.some(grant => grant.state === 'REJECTED')",
      },
    ],
  },
  {
    breaks: 'answer: a key gets the same answer again',
    edits: [
      {
        file: `${CLAIMS}/claim-reward.ts`,
        find: 'const known = await answerBefore(ports, call, claim)',
        replace: 'const known = claim ? undefined : await answerBefore(ports, call, claim)',
      },
    ],
  },
]
