import { inParallel } from '../in-parallel.ts'
import { claimOnce } from '../load/claim.ts'
import { claimingIn } from '../load/claiming.ts'
import type { Request } from '../load/requests.ts'
import { samplesOf } from '../series/samples.ts'
import { gatherCrowd } from '../stage/crowd.ts'
import { inTurn, limited, PLAIN } from '../stage/offers.ts'
import { conclude } from '../system/conclude.ts'
import { inWorld, NO_RATES, type World } from '../system/world.ts'
import { judgePairs } from './one-claim/judge-pairs.ts'
import { type Part, type PartReport, scaled } from './part.ts'

const CALLERS = 64
const PAIRS = 5_000
/** Pairs whose callers call at the same time: more only wait for each other. */
const PAIRS_AT_ONCE = 3
const EVERY_SAID = 250

/** Promise 2. */
export const oneClaim: Part = {
  name: 'one-claim',
  promises: [2],
  says: `${CALLERS} callers claim for each of ${PAIRS} users and events at once, half of them with one idempotency key: one claim each, and everybody is told so`,
  fullSeconds: 600,
  stores: ['sqlite', 'mongodb'],
  run: (options, surroundings) =>
    inWorld({ ...options, replicas: Math.max(2, options.replicas) }, surroundings, NO_RATES, world =>
      race(world, scaled(PAIRS, options)),
    ),
}

async function race(world: World, pairs: number): Promise<PartReport> {
  let done = 0
  const concluded = await conclude(world, async () => {
    const claiming = claimingIn(world)
    await inParallel(await requestsOf(world, pairs), PAIRS_AT_ONCE, async request => {
      world.signal.throwIfAborted()
      await Promise.all(Array.from({ length: CALLERS }, () => claimOnce(claiming, request)))
      if (++done % EVERY_SAID === 0) world.say(`${done} of ${pairs} pairs`)
    })
  })
  const { isComplete, judgements, rows } = concluded
  const { calls } = concluded.history
  const known = calls.filter(({ outcome }) => outcome.kind !== 'unknown').length
  return {
    isComplete,
    figures: [
      { what: 'users and events', asked: pairs, seen: done },
      { what: 'answers', asked: pairs * CALLERS, seen: known },
      { what: 'claims', asked: pairs, seen: rows.claims.length },
      { what: 'event processes', asked: 2, seen: eventProcesses(world) },
    ],
    judgements: [...judgements, ...judgePairs(calls)],
    strikes: [],
    series: samplesOf(calls, []),
  }
}

function eventProcesses({ target }: World): number {
  return target.victims.filter(name => name.startsWith('event')).length
}

/** Every user with every event until there are enough; one half of them with a key. */
async function requestsOf(world: World, pairs: number): Promise<Request[]> {
  const players = Math.ceil(Math.sqrt(pairs))
  // There are enough coupons: what is raced for is the claim.
  const kinds = inTurn(Math.ceil(pairs / players), PLAIN, limited(4 * players))
  const { users, events } = await gatherCrowd(world, { players, kinds })
  const all = events.flatMap(({ eventId }) => users.map(user => ({ user, eventId })))
  return world.random.shuffled(all.slice(0, pairs)).map((pair, no) => ({
    ...pair,
    persistent: false,
    together: CALLERS,
    again: false,
    ...(no % 2 === 0 && { key: `pair-${no}` }),
  }))
}
