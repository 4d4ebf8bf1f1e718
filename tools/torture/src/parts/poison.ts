import { setTimeout as sleep } from 'node:timers/promises'
import { earlyAnswer, type Poisoner, startPoisoner } from '../broker/poisoner.ts'
import { type Judgement, judgementOf } from '../check/judge.ts'
import { inParallel } from '../in-parallel.ts'
import type { Claiming } from '../load/claim.ts'
import { claimToEnd, persistent } from '../load/claim-to-end.ts'
import { claimingIn } from '../load/claiming.ts'
import { percentile } from '../series/percentile.ts'
import { samplesOf } from '../series/samples.ts'
import { type Crowd, gatherCrowd } from '../stage/crowd.ts'
import { inTurn, PLAIN } from '../stage/offers.ts'
import type { Claimer } from '../stage/stage.ts'
import type { ClaimRow } from '../stores/rows.ts'
import { conclude } from '../system/conclude.ts'
import { inWorld, NO_RATES, type World } from '../system/world.ts'
import { type Part, type PartOptions, type PartReport, scaled } from './part.ts'
import { judgeLetters } from './poison/judge-letters.ts'
import { lettersIn } from './poison/letters.ts'
import { replayed } from './poison/replayed.ts'

const CLAIMS = 40_000
const CALLERS = 16
/** With and without poison in turn, so that what else the machine does hits both. */
const ROUNDS = 8
/** Answers that come before their claim. */
const EARLY = 20
const LETTERS_WITHIN_MS = 60_000
/** Below this share of the whole, times are told and not judged. */
const JUDGED_FROM = 0.05
const MOST_TIMES = 2

/** Promise 7. */
export const poison: Part = {
  name: 'poison',
  promises: [7],
  says: 'one message in a hundred can never be handled: all of them are dead letters, healthy claims are hardly slower, and replays work',
  fullSeconds: 70,
  isAlone: true,
  stores: ['sqlite', 'mongodb'],
  run: (options, surroundings) => inWorld(options, surroundings, NO_RATES, world => run(world, options)),
}

async function run(world: World, options: PartOptions): Promise<PartReport> {
  const claims = scaled(CLAIMS, options)
  const { natsUrl } = world.target.running
  await using ends = new AsyncDisposableStack()
  const poisoner = ends.adopt(await startPoisoner(natsUrl, world.random.fork()), it => it.stop())
  const judged: Judgement[] = []
  const poisoned = new Set<string>()
  const claiming = claimingIn(world)
  const early = scaled(EARLY, options)
  const concluded = await conclude(world, async () => {
    const crowd = await crowdFor(world, claims)
    await claimInRounds(world, crowd, { claiming, poisoner, poisoned, claims })
    judged.push(...(await checkLetters(world, crowd, { claiming, poisoner, early })))
  })
  const { isComplete, history, rows, judgements } = concluded
  const healthy = rows.claims.filter(({ eventId }) => !poisoned.has(eventId))
  const beside = rows.claims.filter(({ eventId }) => poisoned.has(eventId))
  const [p99Without, p99With] = [p99Of(healthy), p99Of(beside)]
  const wanted = Math.floor(poisoner.heard / 100)
  return {
    isComplete,
    figures: [
      { what: 'claims', asked: claims + early, seen: healthy.length + beside.length },
      { what: 'poison messages', asked: wanted, seen: poisoner.published.length },
      { what: 'p99 of a claim until it is granted, without poison, ms', seen: p99Without },
      { what: 'the same beside poison, ms', seen: p99With },
    ],
    judgements: [
      ...judgements,
      ...judged,
      ...(isComplete && options.scale >= JUDGED_FROM ? [judgeTimes(p99Without, p99With)] : []),
    ],
    strikes: [],
    series: samplesOf(history.calls, []),
  }
}

/** Two users more than claim in the rounds: theirs are the claims that are answered too early. */
async function crowdFor(world: World, claims: number): Promise<Crowd> {
  const players = Math.max(2, Math.ceil(Math.sqrt(claims / ROUNDS)))
  const events = ROUNDS * Math.ceil(claims / ROUNDS / players)
  return await gatherCrowd(world, { players: players + 1, kinds: inTurn(events, PLAIN) })
}

interface Rounds {
  readonly claiming: Claiming
  readonly poisoner: Poisoner
  /** Gets the events that were claimed beside poison. */
  readonly poisoned: Set<string>
  readonly claims: number
}

async function claimInRounds(
  world: World,
  { users, events }: Crowd,
  { claiming, poisoner, poisoned, claims }: Rounds,
): Promise<void> {
  const ofRound = Math.ceil(events.length / ROUNDS)
  const claimers = users.slice(0, -1)
  for (let round = 0; round < ROUNDS; round++) {
    const chosen = events.slice(round * ofRound, (round + 1) * ofRound)
    poisoner.isOn = round % 2 === 1
    if (poisoner.isOn) for (const { eventId } of chosen) poisoned.add(eventId)
    const requests = chosen.flatMap(({ eventId }) => claimers.map(user => persistent(user, eventId, 'once')))
    await inParallel(requests.slice(0, Math.ceil(claims / ROUNDS)), CALLERS, request =>
      claimToEnd(claiming, request),
    )
    await granted(world)
    world.say(`round ${round + 1} of ${ROUNDS}: ${poisoner.published.length} poison messages so far`)
  }
  poisoner.isOn = false
}

/** Resolves when nothing is owed. */
async function granted({ stores, signal }: World): Promise<void> {
  while ((await stores.owed()) > 0) await sleep(100, undefined, { signal })
}

/** Waits for the letters, looks at them, and replays; the user whose claim was answered too early claims before that. */
async function checkLetters(
  world: World,
  { users, events }: Crowd,
  { claiming, poisoner, early }: Pick<Rounds, 'claiming' | 'poisoner'> & { readonly early: number },
): Promise<Judgement[]> {
  const user = users.at(-1) as Claimer
  const late = events.slice(0, early)
  for (const { eventId } of late) await poisoner.publish(earlyAnswer(`${eventId}:${user.userId}:once`))
  const giveUpAt = Date.now() + LETTERS_WITHIN_MS
  let letters = await lettersIn(world)
  while (letters.length < poisoner.published.length && Date.now() < giveUpAt) {
    await sleep(500, undefined, { signal: world.signal })
    letters = await lettersIn(world)
  }
  const judged = judgeLetters(poisoner.published, letters)
  for (const { eventId } of late) await claimToEnd(claiming, persistent(user, eventId, 'late'))
  return [...judged, await replayed(world, letters, user)]
}

/** From the call until it was closed, by the store's own times. */
function p99Of(claims: readonly ClaimRow[]): number {
  const times = claims.flatMap(({ attempts }) =>
    attempts.flatMap(({ requestedAtMs, resolvedAtMs }) =>
      requestedAtMs === undefined || resolvedAtMs === undefined ? [] : [resolvedAtMs - requestedAtMs],
    ),
  )
  return percentile(times, 99) ?? 0
}

function judgeTimes(without: number, beside: number): Judgement {
  const isGood = beside < MOST_TIMES * without
  const problem = `${beside} ms beside poison, ${without} ms without`
  return judgementOf(
    {
      name: `healthy claims beside poison take less than ${MOST_TIMES} times as long, by their p99`,
      holds: 'always',
    },
    1,
    isGood ? [] : [problem],
  )
}
