import { mongoForTests } from '@rewards/mongodb/testing'
import { openMongoStore, type Store } from '@rewards/store'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { OutsideSettings } from '../src/infrastructure/providers/provider-ports.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { COUPONS, POINTS, request } from './builders.ts'
import { type GrantWorld, grantWorld, ledgerAlone, storedGrant } from './grant-world.ts'
import { type Answering, json, outsideServer, providersAt } from './outside-server.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

describe('on SQLite', () => granting(undefined))
describe.skipIf(mongo.missing)(`on ${mongo.name}`, () => {
  const url = mongo.missing ? '' : mongo.newUrl()
  granting(() => openMongoStore({ url, service: 'reward', collections: Object.values(collections) }))
})

function granting(openShared: (() => Promise<Store>) | undefined): void {
  let world: GrantWorld
  const ends: (() => unknown)[] = []
  beforeAll(async () => {
    world = await grantWorld(openShared)
  })
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end()
  })
  afterAll(() => world.close())

  async function outside(answering: Answering) {
    const server = await outsideServer(answering)
    ends.push(server.close)
    const replica = async (settings: Partial<OutsideSettings> = {}) => {
      const { providers, close } = providersAt(server.url, settings)
      ends.push(close)
      return world.replica(providers)
    }
    return { ...server, replica, keys: () => server.got.map(({ body }) => JSON.parse(body).key as string) }
  }

  it('a payment whose answer is lost is found under its key by the next call', async () => {
    const books = payingBooks()
    const { replica, keys } = await outside((response, got) => {
      const reply = books.reply(got.body)
      if (books.calls === 1) response.destroy()
      else response.end(reply)
    })
    const process = await replica()
    const asked = request({ rewards: [POINTS] })
    await process.grant(asked)
    expect(process.answers).toEqual([])
    expect((await storedGrant(process, asked, POINTS))?.value.state).toBe('PENDING')
    await process.grant(asked)
    expect(process.answers.at(-1)?.answer.type).toBe('granted')
    expect((await storedGrant(process, asked, POINTS))?.value.effect).toEqual({
      reference: 'txn_0',
      codes: [],
    })
    expect([new Set(keys()).size, books.paid]).toEqual([1, 1])
  })

  it('64 repeats of one request by two processes are one payment, and one answer', async () => {
    const books = payingBooks()
    const { replica } = await outside((response, got) => response.end(books.reply(got.body)))
    const processes = [await replica(), await replica()] as const
    const asked = request({ rewards: [POINTS, COUPONS] })
    await Promise.all(Array.from({ length: 64 }, (_, no) => processes[no % 2 ? 0 : 1].grant(asked)))
    const answers = processes.flatMap(({ answers: said }) => said.map(answer => JSON.stringify(answer)))
    expect([answers.length, new Set(answers).size, books.paid]).toEqual([64, 1, 2])
    expect((await storedGrant(processes[0], asked, COUPONS))?.value.effect?.codes).toHaveLength(3)
  })

  it('while it says that the first call is under way, nothing is rejected, and later it is paid', async () => {
    const books = payingBooks()
    let isBusy = true
    const { replica } = await outside((response, got) =>
      isBusy ? json(409, { reason: 'IN_PROGRESS' })(response, got) : response.end(books.reply(got.body)),
    )
    const process = await replica()
    const asked = request({ rewards: [POINTS] })
    await Promise.all(Array.from({ length: 8 }, () => process.grant(asked)))
    expect([process.answers.length, process.failures.length]).toEqual([0, 8])
    isBusy = false
    await process.grant(asked)
    expect(process.answers.at(-1)?.answer.type).toBe('granted')
  })

  it('a final refusal fails the attempt, and the next attempt asks under another key', async () => {
    const books = payingBooks()
    const { replica, keys } = await outside((response, got) =>
      got.body.includes('#1"')
        ? json(422, { reason: 'LIMIT_REACHED' })(response, got)
        : response.end(books.reply(got.body)),
    )
    const process = await replica()
    const asked = request({ rewards: [POINTS] })
    await process.grant(asked)
    expect(process.answers.at(-1)?.answer).toMatchObject({
      type: 'failed',
      outcomes: [{ state: 'REJECTED', reason: 'LIMIT_REACHED' }],
    })
    await process.grant({ ...asked, attempt: 2 })
    expect(process.answers.at(-1)?.answer.type).toBe('granted')
    const id = `${asked.claimId}:${POINTS.rewardId}`
    expect(keys()).toEqual([`${id}#1`, `${id}#2`])
  })

  it('where only success is remembered, a refusal is asked again under the same key', async () => {
    const books = payingBooks()
    let refusals = 2
    const { replica, keys } = await outside((response, got) =>
      refusals-- > 0 ? json(422, { reason: 'NOT_NOW' })(response, got) : response.end(books.reply(got.body)),
    )
    const process = await replica({ kind: 'success per key' })
    const asked = request({ rewards: [POINTS] })
    await process.grant(asked)
    await process.grant({ ...asked, attempt: 2 })
    expect([process.answers, process.failures.length]).toEqual([[], 2])
    await process.grant(asked)
    expect(process.answers.at(-1)?.answer.type).toBe('granted')
    expect(keys()).toEqual(Array(3).fill(`${asked.claimId}:${POINTS.rewardId}`))
  })

  it('what is pending waits for a provider of its name and kind; no other is asked', async () => {
    const books = payingBooks()
    let isDown = true
    const { replica, got } = await outside((response, { body }) =>
      isDown ? response.destroy() : response.end(books.reply(body)),
    )
    const asked = request({ rewards: [POINTS] })
    const first = await replica()
    await first.grant(asked)
    isDown = false
    const others = [
      await replica({ kind: 'success per key' }),
      await replica({ name: 'another' }),
      await world.replica(ledgerAlone()),
    ]
    for (const other of others) {
      await other.grant(asked)
      expect([other.answers, other.failures.length, got.length]).toEqual([[], 1, 1])
    }
    await first.grant(asked)
    expect((await storedGrant(first, asked, POINTS))?.value).toMatchObject({
      state: 'GRANTED',
      provider: 'outside/final',
    })
  })

  it('other types go to the ledger', async () => {
    const { replica, got } = await outside(json(500, ''))
    const process = await replica({ types: ['BADGE'] })
    await process.grant(request({ rewards: [POINTS, COUPONS] }))
    expect([process.answers.at(-1)?.answer.type, got.length]).toEqual(['granted', 0])
  })
}

/** A provider that pays each key once, and has the same answer for it ever after. */
function payingBooks() {
  const answers = new Map<string, string>()
  let calls = 0
  return {
    get calls() {
      return calls
    },
    get paid() {
      return answers.size
    },
    reply(body: string): string {
      calls++
      const { key, type, amount } = JSON.parse(body)
      const reference = `txn_${answers.size}`
      const codes = Array.from({ length: type === 'COUPON' ? amount : 0 }, (_, no) => `${reference}-${no}`)
      const known = answers.get(key) ?? JSON.stringify({ reference, codes })
      answers.set(key, known)
      return known
    },
  }
}
