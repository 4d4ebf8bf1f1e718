import { mongoForTests } from '@rewards/mongodb/testing'
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { THINGS } from '../src/contract/things.ts'
import { openMongoStore } from '../src/mongodb/index.ts'
import { indexSpecs } from '../src/mongodb/index-specs.ts'
import type { CollectionDeclaration, IndexDeclaration } from '../src/port.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

interface User {
  readonly email?: string
  readonly at?: number
  readonly group?: string
}
const byEmail: IndexDeclaration = { name: 'by_email', fields: ['email'], unique: true, serves: 'sign-in' }
const byGroup: IndexDeclaration = { name: 'by_group', fields: ['group', 'at'], serves: 'lists' }
const users = (...indexes: IndexDeclaration[]): CollectionDeclaration => ({
  name: 'users',
  holds: 'users',
  indexes,
})

describe.skipIf(mongo.missing)(`the indexes in ${mongo.name}`, () => {
  let url: string
  let client: MongoClient
  let warnings: object[]
  beforeEach(() => {
    url = mongo.newUrl()
    client = new MongoClient(url)
    warnings = []
  })
  afterEach(async () => {
    await client.close()
    await mongo.drop(url)
  })
  const database = () => client.db(`${new URL(url).pathname.slice(1)}_users`)
  const logger = { info: () => undefined, warn: (fields: object) => void warnings.push(fields) }
  const open = (declaration: CollectionDeclaration) =>
    openMongoStore({ url, service: 'users', collections: [declaration], logger })
  const made = async () => (await database().collection('users').indexes()).map(({ name }) => name)

  it('are made once, and are there at the next start', async () => {
    for (const _ of [1, 2]) await (await open(users(byEmail, byGroup))).close()
    expect(new Set(await made())).toEqual(
      new Set(['_id_', 'by_email(email)', 'by_group(group,at)', 'unique.by_email']),
    )
    expect(warnings).toEqual([])
  })

  it('stand beside those of another version of the program, which are told of and left', async () => {
    const old = await open(users(byGroup))
    const changed = users({ ...byGroup, fields: ['group'] })
    const store = await open(changed)
    expect(await made()).toEqual(expect.arrayContaining(['by_group(group,at)', 'by_group(group)']))
    expect(warnings).toEqual([{ index: 'by_group(group,at)', collection: 'users' }])
    const collection = store.collection<User>(changed)
    await collection.insertOnce('user_1', { group: 'a' })
    expect((await collection.page({ index: 'by_group', limit: 10 })).items).toHaveLength(1)
    await old.close()
    await store.close()
  })

  it('find documents that were there before them', async () => {
    const [without, declared] = [users(), users(byGroup)]
    const before = await open(without)
    await before.collection<User>(without).insertOnce('user_1', { group: 'a', at: 1 })
    await before.close()
    const store = await open(declared)
    const { items } = await store.collection<User>(declared).page({ index: 'by_group', limit: 10 })
    expect(items).toHaveLength(1)
    await store.close()
  })

  it('are none where none is declared', async () => {
    const declaration = users()
    for (const inserted of [true, false]) {
      const store = await open(declaration)
      expect(await store.collection<User>(declaration).insertOnce('user_1', {})).toBe(inserted)
      await store.close()
    }
    expect(await made()).toEqual(['_id_'])
    expect(warnings).toEqual([])
  })

  it('that cannot be unique keep the program from starting, in one sentence', async () => {
    const twice = ['user_1', 'user_2'].map(_id => ({
      _id: _id as never,
      rev: 1,
      unique: { by_email: '["a"]' },
    }))
    await database().collection('users').insertMany(twice)
    await expect(open(users(byEmail))).rejects.toThrow(
      'documents in users have equal values already, so by_email cannot be unique',
    )
  })

  it('are those of the stored form: due times, and unique values in a field of their own', async () => {
    const declaration: CollectionDeclaration = { ...users(byEmail, byGroup), due: 'a letter' }
    const store = await open(declaration)
    const collection = store.collection<User & { dueAt?: number }>(declaration)
    await collection.insertOnce('user_1', { email: 'a@example.org', group: 'a', dueAt: 7 })
    await collection.insertOnce('user_2', { group: 'a' })
    const stored = await database().collection('users').find().sort({ _id: 1 }).toArray()
    expect(stored).toEqual([
      {
        _id: 'user_1',
        rev: 1,
        version: 1,
        ops: [expect.any(String)],
        dueAt: 7,
        unique: { by_email: '["a@example.org"]' },
        doc: { email: 'a@example.org', group: 'a', dueAt: 7 },
      },
      { _id: 'user_2', rev: 1, version: 1, ops: [expect.any(String)], doc: { group: 'a' } },
    ])
    await store.close()
  })
})

describe('the indexes that MongoDB is asked for', () => {
  it('are neither partial nor of a time to live, and only unique values are told apart', () => {
    expect(indexSpecs(THINGS)).toEqual([
      { name: 'due', key: { dueAt: 1 }, sparse: true },
      { name: 'by_group(group,at)', key: { 'doc.group': 1, 'doc.at': 1, _id: 1 } },
      { name: 'by_flag(flag,group,at)', key: { 'doc.flag': 1, 'doc.group': 1, 'doc.at': 1, _id: 1 } },
      { name: 'by_owner(owner.id)', key: { 'doc.owner.id': 1, _id: 1 } },
      { name: 'unique.by_email', key: { 'unique.by_email': 1 }, unique: true, sparse: true },
      { name: 'by_email(email)', key: { 'doc.email': 1 }, sparse: true },
      { name: 'unique.by_place', key: { 'unique.by_place': 1 }, unique: true, sparse: true },
      { name: 'by_place(group,count)', key: { 'doc.group': 1, 'doc.count': 1 }, sparse: true },
    ])
  })
})
