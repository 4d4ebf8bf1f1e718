import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readFirstAdmin, startSystem } from '@rewards/launcher'
import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../tools/stores/test/run.ts'
import { type Json, jsonCalls } from './support/json-calls.ts'
import { closedClaim, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

const MIGRATE = 'src/migrate/main.ts'
const COPY = 'src/copy/main.ts'
const WHOLE = 300_000

/** A system on SQLite with a claim that is closed, one that is refused, and one that is owed its reward. */
describe('a system that has run', () => {
  let system: TestSystem
  let closed: Json
  let owed: Json
  let owner: Json
  beforeAll(async () => {
    system = await startTestSystem()
    const { call, admin } = system
    owner = await system.person()
    const conditions = [{ conditionId: 'cnd_a', type: 'LOGIN_DAYS', operator: '>=', value: 1 }]
    const first = await makeEvent(system, { conditions, rewards: [points({ stock: 5 })] })
    closed = await claim(first.eventId)
    closed = await closedClaim(system, closed.claimId, owner.token)
    await call('ClaimService/ClaimReward', { eventId: first.eventId }, owner.token)
    const failingUntil = new Date(Date.now() + 3_600_000).toISOString()
    await simulate(call, admin, { types: ['REWARD_TYPE_POINT'], failingUntil })
    const second = await makeEvent(system)
    owed = { ...(await claim(second.eventId)), eventId: second.eventId }
  }, WHOLE)
  afterAll(() => system?.[Symbol.asyncDispose]())

  const points = (more: object) => ({ rewardId: 'rwd_a', name: 'Points', point: { amount: 10 }, ...more })
  const claim = async (eventId: string) =>
    ok(await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: eventId }, owner.token))

  it('has nothing to migrate, while it runs', async () => {
    const { code, said } = await run(MIGRATE, ['--data', system.dataDir])
    expect(code, said).toBe(0)
    expect(said).toMatch(/event claims: 2 documents, of version 1: nothing to do\n/)
    expect(said).toMatch(/condition facts: \d+ documents?, of version 1: nothing to do\n/)
    expect(said).toMatch(/Nothing to do: every document is of the version that this program writes\.$/)
  })

  it('is not copied while it runs', async () => {
    const target = join(system.dataDir, 'never')
    const { code, said } = await run(COPY, ['--from', `sqlite:${system.dataDir}`, '--to', `sqlite:${target}`])
    expect(code).toBe(1)
    expect(said).toMatch(
      /^copy-store: the system runs already on .*; stop it first: a copy of what is being written/,
    )
  })

  it.skipIf(mongo.missing)(
    `goes on, copied to ${mongo.name}: the same claims, and what was owed is granted; and back again`,
    async () => {
      const { dataDir } = system
      await system.running.stop()
      const url = mongo.newUrl()
      const copied = await run(COPY, ['--from', `sqlite:${dataDir}`, '--to', url])
      expect(copied.code, copied.said).toBe(0)
      expect(copied.said).toMatch(/event claims: both sides 2 documents, checksum/)
      expect(copied.said).toContain('Both sides hold the same.')

      const env = { ...process.env, MONGODB_URL: url }
      const running = await startSystem({ dataDir, port: 0, env })
      try {
        const call = jsonCalls(...running.urls)
        const admin = ok(await call('AuthService/SignIn', readFirstAdmin(dataDir))).tokens.accessToken
        const there = (claimId: string) =>
          call('ClaimService/GetClaim', { claimId }, owner.token).then(answer => ok(answer).claim)
        expect(await there(closed.claimId)).toEqual(closed)
        expect((await there(owed.claimId)).state).toBe('CLAIM_STATE_REQUESTED')
        const again = { eventId: owed.eventId, idempotencyKey: owed.eventId }
        const repeat = ok(await call('ClaimService/ClaimReward', again, owner.token))
        expect(repeat.claimId).toBe(owed.claimId)
        await simulate(call, admin, {})
        const granted = await closedClaim({ ...system, call }, owed.claimId, owner.token)
        expect(granted.state).toBe('CLAIM_STATE_SUCCESS')
        expect(ok(await call('GrantService/GetMyBalance', {}, owner.token)).points).toBe('20')
        const migrated = await run(MIGRATE, [], { MONGODB_URL: url })
        expect(migrated.code, migrated.said).toBe(0)
        expect(migrated.said).toMatch(/event claims: 2 documents, of version 1: nothing to do\n/)
      } finally {
        await running.stop()
      }
      await expectCopiedBack(url)
    },
    WHOLE,
  )
})

async function simulate(
  call: ReturnType<typeof jsonCalls>,
  admin: string,
  simulation: object,
): Promise<void> {
  ok(await call('SimulatorService/SetSimulation', { simulation }, admin))
  // Every process of the reward service obeys within a second.
  await new Promise(resolve => setTimeout(resolve, 1_200))
}

async function expectCopiedBack(url: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-back-'))
  try {
    const { code, said } = await run(COPY, ['--from', url, '--to', `sqlite:${folder}`])
    expect(code, said).toBe(0)
    expect(said).toContain('Both sides hold the same.')
    expect(said).toMatch(new RegExp(`npm start -- --data ${folder}$`))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
