import { setTimeout as sleep } from 'node:timers/promises'
import { type Judgement, judgementOf } from '../check/judge.ts'
import { inParallel } from '../in-parallel.ts'
import { claimToEnd, persistent } from '../load/claim-to-end.ts'
import { claimingIn } from '../load/claiming.ts'
import type { Call } from '../log/operation-log.ts'
import { samplesOf } from '../series/samples.ts'
import { type Crowd, gatherCrowd } from '../stage/crowd.ts'
import { inTurn, PLAIN } from '../stage/offers.ts'
import { conclude } from '../system/conclude.ts'
import { inWorld, NO_RATES, type World } from '../system/world.ts'
import { doorsOf } from './auth-closed/doors.ts'
import { expiredToken } from './auth-closed/expired.ts'
import { forgedFrom, type PublishedKey } from './auth-closed/forged.ts'
import { judgeDoors } from './auth-closed/judge-doors.ts'
import { type Troubled, trouble } from './auth-closed/trouble.ts'
import { type Part, type PartOptions, type PartReport, scaled } from './part.ts'

const ROTATIONS = 5
const PLAYERS = 500
const EVENTS = 20
const CALLERS = 16
/** A key signs a minute after it was made; some tokens of it are out by then. */
const SIGNS_WITHIN_MS = 65_000
/** Below this scale nobody waits for what takes minutes: a token that has expired, and a new key that signs. */
const PATIENT_FROM_SCALE = 0.1
const IMPATIENT_MS = 6_000
const CALLS_WRONG = /^(TOKEN_|UNAUTHENTICATED|PERMISSION_DENIED)/

/** Promise 14. */
export const authClosed: Part = {
  name: 'auth-closed',
  promises: [14],
  says: 'forged, foreign and expired tokens are shown at every gateway and every service; then keys are rotated and auth is killed under load: nothing bad is let in, nothing good is called bad',
  fullSeconds: 600,
  stores: ['sqlite', 'mongodb'],
  run: (options, surroundings) => inWorld(options, surroundings, NO_RATES, world => run(world, options)),
}

async function run(world: World, options: PartOptions): Promise<PartReport> {
  const found: Judgement[] = []
  let tokens = 0
  let troubled: Troubled = { rotations: 0, kills: 0, fresh: 0, problems: [] }
  const { isComplete, judgements, history } = await conclude(world, async () => {
    const crowd = await gatherCrowd(world, {
      players: scaled(PLAYERS, options),
      kinds: inTurn(scaled(EVENTS, options), PLAIN),
    })
    const forged = await badTokens(world, crowd, options)
    tokens = forged.bad.length
    world.say(`${tokens} bad tokens at every door …`)
    found.push(...(await judgeDoors(doorsOf(world), forged.good, forged.bad)))
    const rotations = scaled(ROTATIONS, options)
    const restMs = isPatient(options) ? SIGNS_WITHIN_MS : IMPATIENT_MS
    const claims = claimAll(world, crowd, rotations * restMs)
    ;[troubled] = await Promise.all([trouble(world, rotations, restMs), claims])
  })
  const { rotations, kills, fresh } = troubled
  return {
    isComplete,
    figures: [
      { what: 'kinds of bad tokens', seen: tokens },
      { what: 'key rotations', asked: scaled(ROTATIONS, options), seen: rotations },
      { what: 'new keys that signed meanwhile', seen: isPatient(options) ? rotations : 0 },
      { what: 'kills of auth', seen: kills },
      { what: 'tokens that were got meanwhile', seen: fresh },
      { what: 'calls', seen: history.calls.length },
    ],
    judgements: [...judgements, ...found, ...(isComplete ? [judgeCalls(history.calls, troubled)] : [])],
    strikes: [],
    series: samplesOf(history.calls, []),
  }
}

function isPatient({ scale }: PartOptions): boolean {
  return scale >= PATIENT_FROM_SCALE
}

async function badTokens(world: World, { users }: Crowd, options: PartOptions) {
  const { headers } = (await users[0]?.account.options(world.signal)) ?? { headers: { authorization: '' } }
  const good = headers.authorization.replace('Bearer ', '')
  const response = await fetch(`${world.target.urls[0]}/.well-known/jwks.json`)
  const { keys } = (await response.json()) as { keys: PublishedKey[] }
  const kid = JSON.parse(Buffer.from(good.split('.')[0] ?? '', 'base64url').toString()).kid
  const published = keys.find(key => key.kid === kid)
  if (!published) throw new Error('the key of a good token is not published')
  const bad = await forgedFrom(good, published)
  if (!isPatient(options)) return { good, bad }
  return { good, bad: [...bad, { what: 'that has expired', token: await expiredToken(world) }] }
}

/** Everybody claims every event, at a pace at which the claims last as long as the trouble does. */
async function claimAll(world: World, { users, events }: Crowd, forMs: number): Promise<void> {
  const { signal } = world
  const claiming = claimingIn(world)
  const all = events.flatMap(({ eventId }) => users.map(user => persistent(user, eventId, 'once')))
  const pauseMs = (forMs * CALLERS) / all.length
  await inParallel(all, CALLERS, async request => {
    await sleep(world.random.between(0, 2 * pauseMs), undefined, { signal })
    await claimToEnd(claiming, request)
  })
}

function judgeCalls(calls: readonly Call[], { fresh, problems }: Troubled): Judgement {
  const wrong = calls.flatMap(({ outcome }) =>
    outcome.kind === 'failed' && CALLS_WRONG.test(outcome.reason) ? [`a claim: ${outcome.reason}`] : [],
  )
  const name = 'no good token is called bad while keys are rotated and auth is dead'
  return judgementOf({ name, holds: 'always' }, calls.length + fresh, [...wrong, ...problems])
}
