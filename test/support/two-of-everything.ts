import { anyTestServer, startTestBroker, type TestBroker } from '../../tools/broker/src/testing.ts'
import { until } from '../../tools/launcher/test/support.ts'
import type { Json } from './json-calls.ts'
import { type RetryingCalls, retryingCalls } from './retrying-calls.ts'
import { ofEvent, type Stored } from './stored.ts'
import type { StoreOfSystem } from './stores-of-systems.ts'
import { ok, type Person, startTestSystem, type TestSystem } from './system.ts'

/** Two processes of each, a broker that can be mistreated, and what lies in the stores. */
export interface TwoOfEverything extends TestSystem {
  readonly broker: TestBroker
  readonly stored: Stored
  /** Calls of one client, over both gateways. */
  client(): RetryingCalls
  /** So many new users. */
  people(count: number): Promise<readonly Person[]>
}

export async function startTwoOfEverything(store: StoreOfSystem): Promise<TwoOfEverything> {
  await using started = new AsyncDisposableStack()
  const broker = await startTestBroker(await anyTestServer(process.env.PATH))
  started.defer(() => broker.close())
  const place = store.newPlace()
  const system = await startTestSystem({ replicas: 2, env: { ...place.env, NATS_URL: broker.url } })
  started.use(system)
  const stored = place.open(system.dataDir)
  started.defer(() => stored.close())
  const kept = started.move()
  return {
    ...system,
    broker,
    stored,
    client: () => retryingCalls(system.running.urls),
    async people(count) {
      const made: Person[] = []
      // Sign-ups cost a core's time; more at once would only wait.
      await inParallel(4, count, async () => void made.push(await system.person()))
      return made
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/** Does the work `count` times, so many at once. */
export async function inParallel(
  atOnce: number,
  count: number,
  work: (i: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, worker))
}

/** Claims again, under a new key, as long as a claim fails for another reason than the stock; the last word. */
export async function claimUntilDone(
  { call }: RetryingCalls,
  eventId: string,
  { token }: Person,
): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const request = { eventId, idempotencyKey: `attempt ${attempt}` }
    const answer = await patiently(() => call('ClaimService/ClaimReward', request, token))
    if (answer.code !== 'ok') return answer.reason
    const { claimId } = answer.body
    let state: Json
    await until(
      `${claimId} is closed`,
      async () => {
        state = ok(await call('ClaimService/GetClaim', { claimId }, token)).claim.state
        return state !== 'CLAIM_STATE_REQUESTED'
      },
      90_000,
    )
    if (state === 'CLAIM_STATE_SUCCESS') return 'SUCCESS'
  }
}

/** Asks until the answer is final, as somebody does who waits for the last units of a stock. */
export async function patiently<A extends { readonly code: string }>(ask: () => Promise<A>): Promise<A> {
  let answer = await ask()
  await until(
    'the answer is final',
    async () => {
      if (answer.code === 'unavailable') answer = await ask()
      return answer.code !== 'unavailable'
    },
    90_000,
  )
  return answer
}

/** Resolves when nothing is owed to any claim of these events. */
export async function quiet({ stored }: TwoOfEverything, eventIds: readonly string[]): Promise<void> {
  await until(
    'nothing is owed',
    async () => {
      const claims = await Promise.all(eventIds.map(eventId => ofEvent(stored, 'claims', eventId)))
      return claims.flat().every(({ dueAt }) => dueAt === undefined)
    },
    120_000,
  )
}
