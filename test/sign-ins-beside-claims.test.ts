import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { inParallel } from '../tools/bench/src/load/in-parallel.ts'
import { type Percentiles, percentilesOf } from '../tools/bench/src/load/percentiles.ts'
import { eventDraft, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

const USERS = 40
const EVENTS = 12
const SIGN_INS = 200
const PER_SECOND = 30
/** Of each turn; there are two without sign-ins and two with. */
const CLAIMS = (USERS * EVENTS) / 4
const PASSWORD = 'a long enough password'

/** Somebody who signs in, and claims. */
interface User {
  readonly email: string
  readonly token: string
}

/** Two hundred sign-ins at once, by another process; how each ended. */
async function crowd({ running }: TestSystem, users: readonly User[]): Promise<readonly string[]> {
  const [url = ''] = running.urls
  const emails = Array.from({ length: SIGN_INS }, (_, no) => users[no % USERS]?.email ?? '')
  const file = join(import.meta.dirname, 'support', 'sign-in-crowd.ts')
  const { stdout } = await promisify(execFile)(process.execPath, [file, url, PASSWORD, ...emails])
  return JSON.parse(stdout)
}

async function signUp(system: TestSystem, no: number): Promise<User> {
  const email = `user${no}@example.com`
  const request = { email, password: PASSWORD, displayName: 'U' }
  return { email, token: ok(await system.call('AuthService/SignUp', request)).tokens.accessToken }
}

/** Claims at a steady pace; how long each took, from when it was due. */
async function claimAtPace(claims: readonly (() => Promise<unknown>)[]): Promise<number[]> {
  const startedAt = performance.now()
  return Promise.all(
    claims.map(async (claim, no) => {
      const dueAt = startedAt + (no * 1_000) / PER_SECOND
      await new Promise(resolve => setTimeout(resolve, Math.max(0, dueAt - performance.now())))
      await claim()
      return performance.now() - dueAt
    }),
  )
}

test('two hundred sign-ins at once leave the claims that flow meanwhile alone: measured', async () => {
  await using system = await startTestSystem()
  const users = await inParallel(
    Array.from({ length: USERS }, (_, no) => no),
    4,
    no => signUp(system, no),
  )
  const events: string[] = []
  for (let no = 0; no < EVENTS; no++)
    events.push((await makeEvent(system, eventDraft({ name: `E${no}` }))).eventId)
  const claims = events.flatMap(eventId =>
    users.map(({ token }) => async () => {
      ok(await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'once' }, token))
    }),
  )
  const turn = (no: number) => claimAtPace(claims.slice(no * CLAIMS, (no + 1) * CLAIMS))
  const alone = await turn(0)
  const [beside, outcomes] = await Promise.all([turn(1), crowd(system, users)])
  alone.push(...(await turn(2)))
  const [besideToo, outcomesToo] = await Promise.all([turn(3), crowd(system, users)])

  console.log(`claims, ${PER_SECOND} a second, alone: ${inMs(percentilesOf(alone))}`)
  console.log(
    `the same, beside ${SIGN_INS} sign-ins at once: ${inMs(percentilesOf([...beside, ...besideToo]))}`,
  )
  // Who waits for longer than the gateway lets them is told so.
  for (const code of [...outcomes, ...outcomesToo])
    expect(['ok', 'unavailable', 'resource_exhausted', 'deadline_exceeded']).toContain(code)
  const signedIn = [...outcomes, ...outcomesToo].filter(code => code === 'ok').length
  console.log(`sign-ins that succeeded: ${signedIn} of ${2 * SIGN_INS}`)
  expect(signedIn).toBeGreaterThan(0)
}, 240_000)

function inMs({ p50, p95, p99 }: Percentiles): string {
  return `p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`
}
