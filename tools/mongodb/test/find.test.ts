import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findMongo, startStandIn, withDatabase } from '../src/index.ts'
import { mongoForTests, standInMissing, type TestMongo } from '../src/testing.ts'

const env = process.env
const missing = await standInMissing(env)

describe('looking for a MongoDB', () => {
  let empty: string
  beforeAll(async () => {
    empty = await mkdtemp(join(tmpdir(), 'rewards-mongodb-'))
  })
  afterAll(() => rm(empty, { recursive: true, force: true }))

  it('gives up on an address that nobody answers at, and keeps the password to itself', async () => {
    const url = 'mongodb://user:secret@127.0.0.1:1/?directConnection=true'
    const error = await findMongo({ env: { ...env, MONGODB_TEST_URL: url } }).catch(error => error)
    expect(error.message).toMatch(/^mongodb:\/\/127\.0\.0\.1:1\/.*ECONNREFUSED/)
    expect(error.message).not.toContain('secret')
  })

  it('starts a real one where a Docker engine answers, and else says that none does', async () => {
    const found = await findMongo({ env, only: 'container' })
    if ('missing' in found) expect(found.missing).toMatch(/^found no MongoDB \(container: .+\)$/)
    else {
      const client = await new MongoClient(found.url).connect()
      const hello = await client.db('admin').command({ hello: 1 })
      await client.close()
      await found.stop()
      expect(hello).toMatchObject({ setName: 'rs0', isWritablePrimary: true })
    }
  }, 300_000)

  it('says which tool is missing', async () => {
    const bare = { PATH: empty }
    await expect(startStandIn({ env: bare, cacheDir: empty })).rejects.toThrow('mvn: is not installed')
    expect(await readdir(empty)).toEqual([])
    const none = await mongoForTests({ PATH: empty })
    if (none.missing)
      expect(() => none.newUrl()).toThrow(
        /^found no MongoDB \(MONGODB_TEST_URL: is not set; container: .*; stand-in: java: is not installed\)$/,
      )
    await none.stop()
  }, 300_000)

  it('is given up when the caller does', async () => {
    const looking = findMongo({ env, signal: AbortSignal.abort(new Error('enough')) })
    await expect(looking).rejects.toThrow('enough')
  })
})

describe.skipIf(missing)(`a MongoDB that was found${missing && `, skipped: ${missing}`}`, () => {
  let mongo: TestMongo
  let url: string
  beforeAll(async () => {
    const standIn = await startStandIn({ env })
    url = standIn.url
    mongo = await mongoForTests({ ...env, MONGODB_TEST_URL: url })
    return () => standIn.kill()
  })
  afterAll(() => mongo.stop())

  it('is the one that MONGODB_TEST_URL names, and outlives the test', async () => {
    const found = await findMongo({ env: { ...env, MONGODB_TEST_URL: url } })
    expect(found).toMatchObject({ url, what: 'MONGODB_TEST_URL', version: '7.0.0' })
    if (!('missing' in found)) await found.stop()
    expect(await findMongo({ env: { MONGODB_TEST_URL: url } })).toMatchObject({ url })
  })

  it('is shared by tests that see nothing of each other, and left as it was', async () => {
    const client = await new MongoClient(url).connect()
    const names = async () => (await client.db().admin().listDatabases()).databases.map(({ name }) => name)
    const [mine, other] = [mongo.newUrl(), mongo.newUrl()].map(each => new URL(each).pathname.slice(1))
    await client.db(`${mine}_a`).collection('things').insertOne({})
    await client.db(`${mine}_b`).collection('things').insertOne({})
    await client.db(`${other}_a`).collection('things').insertOne({})
    await client.db('somebodys').collection('things').insertOne({})
    await mongo.drop(withDatabase(url, String(mine)))
    expect(await names()).toEqual(expect.arrayContaining([`${other}_a`, 'somebodys']))
    expect(await names()).not.toContain(`${mine}_a`)
    expect(await names()).not.toContain(`${mine}_b`)
    await mongo.stop()
    expect(await names()).not.toContain(`${other}_a`)
    expect(await names()).toContain('somebodys')
    await client.close()
  })
})

describe('an address with a database', () => {
  const cases = {
    'mongodb://a:1': 'mongodb://a:1/mine',
    'mongodb://a:1,b:2/?replicaSet=rs0': 'mongodb://a:1,b:2/mine?replicaSet=rs0',
    'mongodb+srv://u:p%2F@a/': 'mongodb+srv://u:p%2F@a/mine?authSource=admin',
    'mongodb://u:p@a/people?w=1': 'mongodb://u:p@a/mine?w=1&authSource=people',
    'mongodb://u:p@a?authSource=x': 'mongodb://u:p@a/mine?authSource=x',
  }
  for (const [from, to] of Object.entries(cases))
    it(`signs in as before: ${from}`, () => expect(withDatabase(from, 'mine')).toBe(to))
  it('is refused when it is none', () =>
    expect(() => withDatabase('http://u:secret@a', 'mine')).toThrow(
      'the address does not begin with mongodb://HOST',
    ))
})
