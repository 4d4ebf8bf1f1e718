import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALL, BADGE, COUPONS, POINTS, request } from './builders.ts'
import {
  type GrantWorld,
  grantsOf,
  grantWorld,
  NO,
  outsideProvider,
  storedGrant,
  YES,
} from './grant-world.ts'

let world: GrantWorld
beforeAll(async () => {
  world = await grantWorld()
})
afterAll(() => world.close())

const said = (outcome: object) => expect.objectContaining(outcome)

describe('a request', () => {
  it('grants each reward and says so', async () => {
    const replica = await world.replica()
    const asked = request()
    await replica.grant(asked)
    const outcomes = ALL.map(({ rewardId }) => ({ rewardId, state: 'GRANTED', generation: 1, reason: '' }))
    const { claimId } = asked
    expect(replica.answers).toEqual([{ claimId, attempt: 1, answer: { type: 'granted', outcomes } }])
    expect(await grantsOf(replica, asked)).toHaveLength(3)
  })

  it('made 64 times at once, by two processes, grants each reward once and is answered alike', async () => {
    const replicas = [await world.replica(), await world.replica()] as const
    const asked = request()
    await Promise.all(Array.from({ length: 64 }, (_, n) => replicas[n % 2 ? 0 : 1].grant(asked)))
    const answers = replicas.flatMap(replica => replica.answers)
    expect(answers).toHaveLength(64)
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]?.answer.outcomes).toHaveLength(3)
    for (const reward of ALL)
      expect(await storedGrant(replicas[0], asked, reward)).toMatchObject({
        rev: 1,
        value: { state: 'GRANTED' },
      })
  })

  it('made again keeps the codes of its coupons, which are as many as coupons and differ', async () => {
    const replica = await world.replica()
    const asked = request({ rewards: [{ ...COUPONS, amount: 100 }] })
    const codes = async () => (await storedGrant(replica, asked, COUPONS))?.value.effect?.codes ?? []
    await replica.grant(asked)
    const before = await codes()
    await replica.grant(asked)
    expect(await codes()).toEqual(before)
    expect(new Set(before).size).toBe(100)
    expect(before.every(code => /^[346789A-HJ-NP-RTWXY]{16}$/.test(code))).toBe(true)
  })

  it('of another claim, with the same rewards, is granted for itself', async () => {
    const replica = await world.replica()
    const [first, second] = [request(), request()]
    await Promise.all([replica.grant(first), replica.grant(second)])
    const answered = new Set(replica.answers.map(({ claimId }) => claimId))
    expect(answered).toEqual(new Set([first.claimId, second.claimId]))
  })

  it('with a snapshot that differs from the first changes nothing that is granted', async () => {
    const replica = await world.replica()
    const asked = request({ rewards: [POINTS] })
    await replica.grant(asked)
    await replica.grant({ ...asked, attempt: 2, rewards: [{ ...POINTS, amount: 999 }] })
    expect((await storedGrant(replica, asked, POINTS))?.value).toMatchObject({
      reward: POINTS,
      generation: 1,
    })
    expect(replica.answers.at(-1)?.answer).toMatchObject({ type: 'granted', outcomes: [{ generation: 1 }] })
  })
})

describe('a provider that gives no answer', () => {
  it('leaves the grant pending and nothing said; a repeat under the same key grants it', async () => {
    let down = true
    const { providers, keys } = outsideProvider('final per key', () => {
      if (down) throw new Error('down')
      return YES
    })
    const replica = await world.replica(providers)
    const asked = request({ rewards: [POINTS] })
    await replica.grant(asked)
    expect([replica.answers, replica.failures]).toEqual([[], ['Error: down']])
    expect((await storedGrant(replica, asked, POINTS))?.value.state).toBe('PENDING')
    down = false
    await replica.grant(asked)
    expect(replica.answers).toEqual([said({ attempt: 1, answer: said({ type: 'granted' }) })])
    expect(new Set(keys)).toEqual(new Set([`${asked.claimId}:rwd_points#1`]))
  })

  it('that was removed meanwhile leaves its grants pending: they are not granted by another', async () => {
    const { providers } = outsideProvider('final per key', () => {
      throw new Error('down')
    })
    const before = await world.replica(providers)
    const asked = request({ rewards: [POINTS] })
    await before.grant(asked)
    const after = await world.replica()
    await after.grant(asked)
    expect(after.answers).toEqual([])
    expect(after.failures).toEqual(['Error: there is no outside provider outside'])
    expect((await storedGrant(after, asked, POINTS))?.value.state).toBe('PENDING')
  })

  it('for some of the rewards: what is granted is said, and a rejection is not while something is pending', async () => {
    const silent = new Set<string>([BADGE.rewardId])
    const { providers } = outsideProvider('final per key', ({ reward }) => {
      if (silent.has(reward.rewardId)) throw new Error('slow')
      return reward.type === 'COUPON' ? NO : YES
    })
    const replica = await world.replica(providers)
    const asked = request()
    await replica.grant(asked)
    expect(replica.answers[0]?.answer).toEqual({
      type: 'granted',
      outcomes: [said({ rewardId: POINTS.rewardId, state: 'GRANTED' })],
    })
    silent.clear()
    await replica.grant(asked)
    expect(replica.answers[1]?.answer).toEqual({
      type: 'failed',
      outcomes: [
        said({ rewardId: POINTS.rewardId, state: 'GRANTED', reason: '' }),
        said({ rewardId: COUPONS.rewardId, state: 'REJECTED', reason: 'SOLD_OUT_THERE' }),
        said({ rewardId: BADGE.rewardId, state: 'GRANTED', reason: '' }),
      ],
    })
  })

  it('grants in parts, as many at each request as it will', async () => {
    const { providers } = outsideProvider('final per key', ({ position }) => {
      if (position > 0) throw new Error('one at a time')
      return YES
    })
    const replica = await world.replica(providers)
    const asked = request()
    for (const granted of [1, 2, 3, 3]) {
      await replica.grant(asked)
      expect(replica.answers.at(-1)?.answer.outcomes).toHaveLength(granted)
    }
  })
})

describe('a rejection', () => {
  it('is repeated to a repeat, without another call', async () => {
    const { providers, keys } = outsideProvider('final per key', () => NO)
    const replica = await world.replica(providers)
    const asked = request({ rewards: [POINTS] })
    await replica.grant(asked)
    await replica.grant(asked)
    expect(replica.answers[1]).toEqual(replica.answers[0])
    expect(replica.answers[0]?.answer).toEqual({
      type: 'failed',
      outcomes: [{ rewardId: 'rwd_points', state: 'REJECTED', generation: 1, reason: 'SOLD_OUT_THERE' }],
    })
    expect(keys).toHaveLength(1)
  })

  it('is opened again by the next attempt, under a key of its own; what was granted is not', async () => {
    const { providers, keys } = outsideProvider('final per key', ({ key }) =>
      key.endsWith('rwd_badge#1') ? NO : YES,
    )
    const replica = await world.replica(providers)
    const asked = request({ rewards: [POINTS, BADGE] })
    await replica.grant(asked)
    await replica.grant({ ...asked, attempt: 2 })
    expect(replica.answers.map(({ attempt, answer }) => [attempt, answer.type])).toEqual([
      [1, 'failed'],
      [2, 'granted'],
    ])
    expect(replica.answers[1]?.answer.outcomes).toEqual([
      said({ rewardId: 'rwd_points', generation: 1 }),
      said({ rewardId: 'rwd_badge', generation: 2 }),
    ])
    const [first, second, third] = ['rwd_points#1', 'rwd_badge#1', 'rwd_badge#2'].map(
      key => `${asked.claimId}:${key}`,
    )
    expect(keys).toEqual([first, second, third])
  })

  it('by a provider that remembers success alone is not final, and every attempt has the same key', async () => {
    const { providers, keys } = outsideProvider('success per key', () => (keys.length < 3 ? NO : YES))
    const replica = await world.replica(providers)
    const asked = request({ rewards: [POINTS] })
    await replica.grant(asked)
    await replica.grant({ ...asked, attempt: 2 })
    expect(replica.answers).toEqual([])
    await replica.grant(asked)
    expect(replica.answers[0]?.answer.type).toBe('granted')
    expect(new Set(keys)).toEqual(new Set([`${asked.claimId}:rwd_points`]))
  })
})

describe('an old request', () => {
  it('does not open again what a newer attempt had rejected', async () => {
    const { providers, keys } = outsideProvider('final per key', () => NO)
    const replica = await world.replica(providers)
    const asked = request({ rewards: [POINTS] })
    await replica.grant({ ...asked, attempt: 2 })
    await replica.grant(asked)
    expect(keys).toHaveLength(1)
    expect(replica.answers[1]).toMatchObject({ attempt: 1, answer: { outcomes: [{ generation: 2 }] } })
  })

  it('finishes what a newer attempt left pending, in the generation of that', async () => {
    let down = true
    const { providers, keys } = outsideProvider('final per key', ({ key }) => {
      if (key.endsWith('#2') && down) throw new Error('down')
      return key.endsWith('#1') ? NO : YES
    })
    const replica = await world.replica(providers)
    const asked = request({ rewards: [POINTS] })
    await replica.grant(asked)
    await replica.grant({ ...asked, attempt: 2 })
    down = false
    await replica.grant(asked)
    expect(replica.answers.at(-1)).toMatchObject({
      attempt: 1,
      answer: { type: 'granted', outcomes: [{ generation: 2, state: 'GRANTED' }] },
    })
    expect(keys.map(key => key.at(-1))).toEqual(['1', '2', '2'])
  })

  it('that overtakes its successor, all shuffled and repeated, ends in one grant for each reward', async () => {
    const paid: string[] = []
    const books = new Map<string, typeof YES>()
    const { providers } = outsideProvider('final per key', ({ key }) => {
      const known = books.get(key)
      if (known) return known
      const answer = key.endsWith('#1') ? NO : YES
      if (answer === YES) paid.push(key.replace(/#.*/, ''))
      books.set(key, answer)
      return answer
    })
    const replicas = [await world.replica(providers), await world.replica(providers)] as const
    const asked = request({ rewards: [POINTS, BADGE] })
    const attempts = Array.from({ length: 60 }, (_, n) => 1 + ((n * 7) % 4))
    await Promise.all(attempts.map((attempt, n) => replicas[n % 2 ? 0 : 1].grant({ ...asked, attempt })))
    await replicas[0].grant({ ...asked, attempt: 4 })
    expect(replicas[0].answers.at(-1)?.answer).toMatchObject({ type: 'granted' })
    expect(paid).toHaveLength(2)
    expect(new Set(paid)).toEqual(new Set([`${asked.claimId}:rwd_badge`, `${asked.claimId}:rwd_points`]))
  })
})
