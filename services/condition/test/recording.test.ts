import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { activity, condition, MAY, refusal, time, value } from './builders.ts'
import { startWorld, type World } from './world.ts'

let world: World
let service: { token: string }

beforeAll(async () => {
  world = await startWorld()
  service = await world.asService()
})
afterAll(() => world.close())

const record = (fact: ReturnType<typeof activity>) => world.client.recordActivity({ activity: fact }, service)
const recordAll = (activities: readonly ReturnType<typeof activity>[]) =>
  world.client.recordActivities({ activities: [...activities] }, service)

/** How many purchases of the user count in May. */
async function purchases(userId: string): Promise<number> {
  const conditions = [condition({ type: 'PURCHASE_COUNT', value: value(0) })]
  const { results } = await world.client.evaluateConditions({ userId, conditions, window: MAY }, service)
  return results[0]?.measured?.kind.value as number
}

const purchaseOf = (userId: string) => activity({ userId, type: 'PURCHASE' })

describe('recording an activity', () => {
  it('counts it once, however often it is reported', async () => {
    const fact = purchaseOf('usr_once')
    expect(await record(fact)).toMatchObject({ recorded: true })
    expect(await record(fact)).toMatchObject({ recorded: false })
    expect(await purchases('usr_once')).toBe(1)
  })

  it('takes the same attributes in another order as the same fact', async () => {
    const fact = activity({ attributes: { a: '1', b: '2' } })
    await record(fact)
    expect(await record({ ...fact, attributes: { b: '2', a: '1' } })).toMatchObject({ recorded: false })
  })

  it.each([
    ['user', { userId: 'usr_other' }],
    ['type', { type: 'FRIEND_INVITED' }],
    ['time', { occurredAt: time('2026-05-10T12:00:00.001Z') }],
    ['attributes', { attributes: { product_id: 'p2' } }],
    ['lack of attributes', { attributes: {} }],
  ])('refuses another %s under the same id, and keeps the first', async (_what, change) => {
    const fact = activity({ userId: 'usr_keep', type: 'PURCHASE', attributes: { product_id: 'p1' } })
    await record(fact)
    expect(await refusal(record({ ...fact, ...change }))).toMatchObject({
      kind: 'already_exists',
      reason: 'FACT_DIFFERS',
    })
    expect(await record(fact)).toMatchObject({ recorded: false })
  })

  it('keeps the ids of two sources apart', async () => {
    const fact = purchaseOf('usr_two_sources')
    await record(fact)
    expect(await record({ ...fact, source: 'app' })).toMatchObject({ recorded: true })
    expect(await purchases('usr_two_sources')).toBe(2)
  })

  it('takes ids of a hundred characters of any script', async () => {
    const fact = { ...purchaseOf('usr_script'), source: 's'.repeat(40), factId: '🎟'.repeat(100) }
    expect(await record(fact)).toMatchObject({ recorded: true })
    expect(await record(fact)).toMatchObject({ recorded: false })
  })

  it('records one of 64 equal reports at once', async () => {
    const fact = purchaseOf('usr_crowd')
    const answers = await Promise.all(Array.from({ length: 64 }, () => record(fact)))
    expect(answers.filter(({ recorded }) => recorded)).toHaveLength(1)
    expect(await purchases('usr_crowd')).toBe(1)
  })

  it('records one of 64 different reports under one id, and tells the others so', async () => {
    const fact = purchaseOf('usr_torn')
    const reports = Array.from({ length: 64 }, (_, at) => ({ ...fact, attributes: { at: `${at}` } }))
    const outcomes = await Promise.allSettled(reports.map(record))
    const refused = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(refused.map(({ reason }) => reason.reason)).toEqual(Array(63).fill('FACT_DIFFERS'))
    expect(await purchases('usr_torn')).toBe(1)
  })
})

describe('recording a batch', () => {
  it('records a thousand, and all of them once', async () => {
    const batch = Array.from({ length: 1_000 }, () => purchaseOf('usr_batch'))
    expect(await recordAll(batch)).toMatchObject({ recorded: 1_000, repeated: 0, different: [] })
    expect(await recordAll(batch)).toMatchObject({ recorded: 0, repeated: 1_000, different: [] })
    expect(await purchases('usr_batch')).toBe(1_000)
  })

  it('counts a fact once that comes in two batches at the same time', async () => {
    const batch = Array.from({ length: 100 }, () => purchaseOf('usr_race'))
    const answers = await Promise.all(Array.from({ length: 8 }, () => recordAll(batch)))
    const recorded = answers.map(answer => answer.recorded).reduce((a, b) => a + b)
    expect(recorded).toBe(100)
    expect(await purchases('usr_race')).toBe(100)
  })

  it('takes the first of those with one id in a batch, and says which tell something else', async () => {
    const first = purchaseOf('usr_inside')
    const other = { ...first, occurredAt: time('2026-05-11T00:00Z') }
    const answer = await recordAll([first, other, first, purchaseOf('usr_inside'), other])
    expect(answer).toMatchObject({ recorded: 2, repeated: 1, different: [1, 4] })
    expect(await purchases('usr_inside')).toBe(2)
  })

  it('says which facts were kept with other contents before, and records the rest', async () => {
    const before = purchaseOf('usr_before')
    await record(before)
    const answer = await recordAll([purchaseOf('usr_before'), { ...before, type: 'LOGIN' }])
    expect(answer).toMatchObject({ recorded: 1, repeated: 0, different: [1] })
  })

  it('records nothing when one of them is not well-formed', async () => {
    const batch = [purchaseOf('usr_none'), purchaseOf('usr_none'), activity({ type: 'SLEEP' })]
    expect(await refusal(recordAll(batch))).toMatchObject({
      reason: 'INVALID_FIELDS',
      violations: [{ field: 'activities[2].type' }],
    })
    expect(await purchases('usr_none')).toBe(0)
  })

  it.each([0, 1_001])('refuses %i activities', async size => {
    const batch = Array.from({ length: size }, () => purchaseOf('usr_size'))
    expect((await refusal(recordAll(batch))).violations).toEqual([
      { field: 'activities', description: `has ${size} items; allowed are 1 to 1000` },
    ])
    expect(await purchases('usr_size')).toBe(0)
  })

  it('says in short what is wrong with a thousand bad ones', async () => {
    const batch = Array.from({ length: 1_000 }, () => ({}))
    const { violations } = await refusal(world.client.recordActivities({ activities: batch }, service))
    expect(violations[0]?.field).toBe('activities[0].source')
    expect(violations.length).toBeLessThan(200)
  })
})
