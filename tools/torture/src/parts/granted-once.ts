import { type Copier, startCopier } from '../broker/copier.ts'
import { pauseProcess } from '../faults/pause-process.ts'
import type { Strike } from '../faults/strike.ts'
import { inParallel } from '../in-parallel.ts'
import { claimToEnd, persistent } from '../load/claim-to-end.ts'
import { claimingIn } from '../load/claiming.ts'
import type { Request } from '../load/requests.ts'
import { samplesOf } from '../series/samples.ts'
import { gatherCrowd } from '../stage/crowd.ts'
import { inTurn, PLAIN, PROVIDED } from '../stage/offers.ts'
import { conclude } from '../system/conclude.ts'
import { inWorld, NO_RATES, type World } from '../system/world.ts'
import { judgeGrants } from './granted-once/judge-grants.ts'
import { type Part, type PartOptions, type PartReport, scaled } from './part.ts'

const CLAIMS = 100_000
const DUPLICATES = 200_000
const PAUSES = 8
const MOST_COPIES = 4
const CALLERS = 64
/** What a worker may take for a message until the broker gives it to another one. */
const ACK_WAIT_MS = 30_000
/** Every badge is paid in the end, however often that is asked for. */
const PROVIDER = { latencyMs: 20, rejectPercent: 0 }
/** A run that is a small share of the whole has no time for such pauses, and says so in its figures. */
const SHORT_BELOW = 0.05
const SHORT_PAUSE_MS = 3_000

/** Promise 3. */
export const grantedOnce: Part = {
  name: 'granted-once',
  promises: [3],
  says: `${CLAIMS} claims while every message comes 1 to ${MOST_COPIES + 1} times, late and shuffled, and workers are stopped for longer than the broker waits: nothing is granted twice`,
  fullSeconds: 960,
  stores: ['sqlite', 'mongodb'],
  run: (options, surroundings) =>
    inWorld(
      { ...options, replicas: Math.max(2, options.replicas), provider: PROVIDER },
      surroundings,
      NO_RATES,
      world => repeatAll(world, options),
    ),
}

async function repeatAll(world: World, options: PartOptions): Promise<PartReport> {
  const { natsUrl } = world.target.running
  await using ends = new AsyncDisposableStack()
  const copier = ends.adopt(await startCopier(natsUrl, world.random.fork(), MOST_COPIES), it => it.stop())
  const [claims, pauses] = [scaled(CLAIMS, options), scaled(PAUSES, options)]
  const forMs = options.scale < SHORT_BELOW ? SHORT_PAUSE_MS : ACK_WAIT_MS * 1.1
  const strikes: Strike[] = []
  const { isComplete, judgements, history, rows } = await conclude(world, async () => {
    await claimThroughPauses(world, await requestsOf(world, claims), { pauses, forMs, copier, strikes })
    await copier.quiet(world.signal)
  })
  return {
    isComplete,
    figures: [
      { what: 'claims', asked: claims, seen: rows.claims.length },
      { what: 'duplicates', asked: scaled(DUPLICATES, options), seen: copier.copies },
      {
        what: 'pauses longer than the broker waits',
        asked: pauses,
        seen: forMs > ACK_WAIT_MS ? strikes.length : 0,
      },
      { what: 'messages of the services', seen: copier.heard },
    ],
    judgements: isComplete ? [...judgements, judgeGrants(claims, rows)] : judgements,
    strikes,
    series: samplesOf(history.calls, []),
  }
}

async function requestsOf(world: World, claims: number): Promise<Request[]> {
  const players = Math.min(1_000, Math.ceil(Math.sqrt(claims)))
  const kinds = inTurn(Math.ceil(claims / players), PROVIDED, PLAIN)
  const { users, events } = await gatherCrowd(world, { players, kinds })
  const all = events.flatMap(({ eventId }) => users.map(user => persistent(user, eventId, 'once')))
  return world.random.shuffled(all.slice(0, claims))
}

interface Pausing {
  readonly pauses: number
  readonly forMs: number
  readonly copier: Copier
  /** Gets each pause. */
  readonly strikes: Strike[]
}

/** An equal share of the claims is made during each pause, a worker of another kind or number each time. */
async function claimThroughPauses(
  world: World,
  requests: readonly Request[],
  { pauses, forMs, copier, strikes }: Pausing,
): Promise<void> {
  const claiming = claimingIn(world)
  const workers = world.target.victims.filter(name => /^(reward|event)/.test(name)).toReversed()
  const share = Math.ceil(requests.length / pauses)
  for (let no = 0; no < pauses; no++) {
    const victim = workers[no % workers.length] ?? ''
    const claims = inParallel(requests.slice(no * share, (no + 1) * share), CALLERS, request =>
      claimToEnd(claiming, request),
    )
    const paused = pauseProcess(world, victim, { forMs, counts: claiming.tally.counts })
    const [strike] = await Promise.all([paused, claims])
    strikes.push(strike)
    world.say(
      `${victim} was stopped for ${forMs / 1_000} s; ${claiming.tally.counts.accepted} claims, ${copier.copies} copies`,
    )
  }
}
