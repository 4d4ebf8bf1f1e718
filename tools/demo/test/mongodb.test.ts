import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startSystem } from '@rewards/launcher'
import { mongoForTests } from '@rewards/mongodb/testing'
import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, it } from 'vitest'
import { checkStores, countOutside } from '../src/outside/count.ts'
import { openMongodb } from '../src/outside/mongodb.ts'
import { demo, endDemos, ended } from './played.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

describe.skipIf(mongo.missing)(mongo.name, () => {
  it('is counted in by event, as the services keep it', async () => {
    const url = mongo.newUrl()
    const prefix = new URL(url).pathname.slice(1)
    const client = new MongoClient(url)
    const [event, reward] = [client.db(`${prefix}_event`), client.db(`${prefix}_reward`)]
    const keep = (_id: string, doc: object, more: object = {}) =>
      ({ _id, rev: 1, version: 1, ops: ['a.1'], doc, ...more }) as object
    const ann = { eventId: 'evt_a', userId: 'ann' }
    const attempts = [{ no: 1, by: 'ann' }]
    await event.collection('events').insertOne(keep('evt_a', {}))
    await event
      .collection('claims')
      .insertMany([
        keep('evt_a:ann', { ...ann, state: 'SUCCESS', attempts }),
        keep('evt_a:bob', { ...ann, userId: 'bob', state: 'REQUESTED', attempts }, { dueAt: 5 }),
        keep('evt_b:ann', { ...ann, eventId: 'evt_b', state: 'SUCCESS', attempts }),
      ])
    await event.collection('refusals').insertOne(keep('r', { ...ann, reason: 'EVENT_STATUS' }))
    const bucket = { eventId: 'evt_a', rewardId: 'rwd_c', cap: 2, holders: ['evt_a:ann#1'] }
    await event.collection('buckets').insertOne(keep('b', bucket))
    const granted = { reward: { rewardId: 'rwd_c', amount: 1 }, state: 'GRANTED', effect: { codes: ['X'] } }
    await reward.collection('grants').insertOne(keep('g', { ...ann, claimId: 'evt_a:ann', ...granted }))
    await client.close()

    const stores = openMongodb(url, prefix)
    await checkStores(stores, 'evt_a')
    await expect(checkStores(stores, 'evt_c')).rejects.toThrow(/^the event just made is not in MongoDB at /)
    const { claims, refusals, buckets, grants } = await countOutside(stores, 'evt_a')
    await stores.close()
    expect(claims).toEqual([
      { claimId: 'evt_a:ann', userId: 'ann', state: 'SUCCESS', attempts, isDue: false },
      { claimId: 'evt_a:bob', userId: 'bob', state: 'REQUESTED', attempts, isDue: true },
    ])
    expect(refusals).toMatchObject([{ userId: 'ann', reason: 'EVENT_STATUS' }])
    expect(buckets).toEqual([{ rewardId: 'rwd_c', cap: 2, claimIds: ['evt_a:ann'] }])
    const grant = { claimId: 'evt_a:ann', userId: 'ann', rewardId: 'rwd_c', state: 'GRANTED', amount: 1 }
    expect(grants).toEqual([{ ...grant, couponCodes: ['X'] }])
  })

  it('keeps the data of two processes of everything, and a demo passes', { timeout: 300_000 }, async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'rewards-demo-'))
    const env = { ...process.env, MONGODB_URL: mongo.newUrl() }
    const system = await startSystem({ dataDir, port: 0, replicas: 2, env })
    try {
      const { code, output } = await ended(demo(['--data', dataDir, '--users', '40']))
      expect(output).toContain('exactly once')
      expect(output).not.toContain('DIFFERS')
      expect(code).toBe(0)
    } finally {
      endDemos()
      await system.stop()
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})

it('a MongoDB that cannot be read is said in a sentence', { timeout: 60_000 }, async () => {
  const stores = openMongodb('mongodb://127.0.0.1:1/?directConnection=true', 'rewards')
  await expect(checkStores(stores, 'evt_a')).rejects.toThrow(
    /^MongoDB at 127\.0\.0\.1:1 cannot be read \(.*\); set MONGODB_URL as for npm start$/,
  )
  await stores.close()
  expect(() => openMongodb('nowhere', 'rewards')).toThrow(/^MONGODB_URL cannot be used: /)
})
