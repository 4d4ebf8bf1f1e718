import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Answer, Json } from './support/json-calls.ts'
import { count, type RetryingCalls } from './support/retrying-calls.ts'
import { ofEvent } from './support/stored.ts'
import { inFiles } from './support/stores-of-systems.ts'
import { eventDraft, makeEvent, ok, type Person } from './support/system.ts'
import { quiet, startTwoOfEverything, type TwoOfEverything } from './support/two-of-everything.ts'

const SERVICES = ['auth', 'condition', 'event', 'reward', 'gateway']
const EVENTS = 40
const WORKERS = 8
const PASSWORD = 'correct horse battery'

let system: TwoOfEverything
let people: readonly Person[]
let service: Person
beforeAll(async () => {
  system = await startTwoOfEverything(inFiles)
  people = await system.people(24)
  service = await system.person(['ROLE_SERVICE'])
}, 240_000)
afterAll(() => system?.[Symbol.asyncDispose]())

/** What the load did, as its callers were told. */
interface Told {
  /** By event and user. */
  readonly accepted: Set<string>
  readonly wrong: string[]
}

/** One call after the other, of all kinds that the contract lets a client repeat, until the signal aborts. */
async function load(
  { call }: RetryingCalls,
  eventIds: readonly string[],
  worker: number,
  told: Told,
  signal: AbortSignal,
): Promise<void> {
  let session = await signIn(`rolling${worker}@example.com`, call)
  const wanted = (what: string, answer: Answer) => {
    if (answer.code !== 'ok' && answer.code !== 'unavailable') told.wrong.push(`${what}: ${answer.code}`)
    return answer.body
  }
  for (let i = worker; !signal.aborted; i += WORKERS) {
    const { token, userId } = people[i % people.length] as Person
    const eventId = eventIds[Math.floor(i / people.length) % eventIds.length]
    const request = { eventId, idempotencyKey: 'key' }
    const { claimId } = wanted('claim', await call('ClaimService/ClaimReward', request, token))
    if (claimId) {
      told.accepted.add(claimId)
      const { claim } = wanted('get', await call('ClaimService/GetClaim', { claimId }, token))
      if (claim && claim.userId !== userId) told.wrong.push(`${claimId} is another's`)
    }
    wanted('progress', await call('ConditionService/GetProgress', { eventId }, token))
    wanted('balance', await call('GrantService/GetMyBalance', {}, token))
    wanted('record', await call('ConditionService/RecordActivity', bought(userId, i), service.token))
    const draft = { idempotencyKey: `rolling ${i}`, event: eventDraft() }
    wanted('create', await call('EventService/CreateEvent', draft, system.admin))
    const { refreshToken } = session
    const next = wanted('refresh', await call('AuthService/RefreshToken', { refreshToken }))
    session = next.tokens ?? session
    wanted('me', await call('AuthService/GetMe', {}, session.accessToken))
  }
}

async function signIn(email: string, call: RetryingCalls['call']): Promise<Json> {
  ok(await call('AuthService/SignUp', { email, password: PASSWORD, displayName: 'R' }))
  return ok(await call('AuthService/SignIn', { email, password: PASSWORD })).tokens
}

function bought(userId: string, i: number): Json {
  const occurredAt = new Date().toISOString()
  return { activity: { source: 'shop', factId: `order ${i}`, userId, type: 'PURCHASE', occurredAt } }
}

test('each process in turn is restarted under load, and no call fails that is repeated as the contract allows', async () => {
  const conditions = [{ conditionId: 'cnd_login', type: 'LOGIN_DAYS', operator: '>=', value: 1 }]
  const events = []
  for (let i = 0; i < EVENTS; i++) events.push(await makeEvent(system, { conditions }))
  const eventIds = events.map(({ eventId }) => eventId as string)
  const client = system.client()
  const told: Told = { accepted: new Set(), wrong: [] }
  const over = new AbortController()
  const callers = Array.from({ length: WORKERS }, (_, i) => load(client, eventIds, i, told, over.signal))
  const felt: string[] = []
  try {
    for (const name of SERVICES.flatMap(each => [each, `${each}-2`])) {
      const [calls, before, since] = [client.calls(), { ...client.cured }, performance.now()]
      await system.running.restart(name)
      const more = Object.entries(client.cured).map(([kind, n]) => [kind, n - (before[kind] ?? 0)] as const)
      const cured = more.filter(([, n]) => n > 0).map(([kind, n]) => `, ${n} × ${kind}`)
      const seconds = ((performance.now() - since) / 1_000).toFixed(1)
      felt.push(`  ${name}: ${seconds} s, ${client.calls() - calls} calls${cured.join('')}`)
    }
  } finally {
    over.abort()
  }
  await Promise.all(callers)
  process.stdout.write(
    `${client.calls()} calls; while each was restarted, and the tries that failed and were repeated:\n` +
      `${felt.join('\n')}\nfailed in all: ${JSON.stringify(client.cured)}; for good: ${JSON.stringify(client.left)}\n`,
  )
  expect(client.left).toEqual({})
  expect(told.wrong).toEqual([])
  await quiet(system, eventIds)
  const claims = (await Promise.all(eventIds.map(id => ofEvent(system.stored, 'claims', id)))).flat()
  expect(new Set(claims.map(({ id }) => id))).toEqual(told.accepted)
  const states: Record<string, number> = {}
  for (const { state } of claims) count(states, state)
  expect(states).toEqual({ SUCCESS: told.accepted.size })
}, 240_000)
