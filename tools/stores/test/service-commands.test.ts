import { mongoForTests } from '@rewards/mongodb/testing'
import type { SentCommand } from '@rewards/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVICES } from '../src/services.ts'
import { compare } from './commands/compare.ts'
import { travel } from './commands/journey.ts'
import { type ObservedSystem, startObserved } from './commands/observed-system.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

/** Declared uses that no call leads to, each with the reason. */
const NOT_TO_BE_SEEN: Readonly<Record<string, string>> = {
  'event dead_letters by_consumer': 'no method of the API asks for the dead letters of one consumer',
  'reward dead_letters by_consumer': 'no method of the API asks for the dead letters of one consumer',
  'auth users by_email_tag': 'it refuses a second account, and is not read',
  'auth group_people by id': 'who was noted in a group is found by the group',
  ...Object.fromEntries(
    ['auth', 'condition', 'event', 'reward'].flatMap(service => [
      [`${service} audit_entries by id`, 'an entry is found by its sequence'],
      [`${service} audit_entries by_entry`, 'it refuses a second entry, and is not read'],
    ]),
  ),
  'condition audit_entries writes': 'the gateway refuses who may not call condition before condition does',
  'condition audit_entries by_sequence': 'the same',
}

describe.skipIf(mongo.missing)(`what the services send to ${mongo.name}`, () => {
  let system: ObservedSystem | undefined
  let url = ''
  beforeAll(async () => {
    url = mongo.newUrl()
    system = await startObserved(url)
    await travel(system)
    await system.stop()
  })
  afterAll(async () => {
    await system?.stop()
    if (url) await mongo.drop(url)
  })
  const found = () => compare(system?.sent ?? [], SERVICES)

  it('carries the index, the concerns and the time limit that are declared for its use, every command', () => {
    expect(found().strays).toEqual([])
    expect(system?.sent.length).toBeGreaterThan(100)
  })

  it('is every declared use of every collection', () => {
    expect(new Set(found().unseen)).toEqual(new Set(Object.keys(NOT_TO_BE_SEEN)))
  })
})

describe('the comparison', () => {
  const BY_ID: SentCommand = {
    service: 'auth',
    database: 'x_auth',
    command: 'find',
    collection: 'users',
    index: '_id_',
    readConcern: 'majority',
    maxTimeMS: 3_500,
  }
  const WRITE: SentCommand = {
    service: 'auth',
    database: 'x_auth',
    command: 'insert',
    collection: 'users',
    writeConcern: { w: 'majority', j: true, wtimeout: 3_500 },
    maxTimeMS: 3_500,
  }
  const { maxTimeMS: _, ...UNBOUNDED } = BY_ID
  const { index: __, ...UNHINTED } = BY_ID

  it('knows a use by what it carries', () => {
    const { strays, unseen } = compare([BY_ID, WRITE], SERVICES)
    expect(strays).toEqual([])
    expect(unseen).not.toContain('auth users by id')
    expect(unseen).not.toContain('auth users writes')
    expect(unseen).toContain('auth users by_email')
  })

  it.each<[string, SentCommand]>([
    ['reads by a weaker concern', { ...BY_ID, readConcern: 'local' }],
    ['may take for ever', UNBOUNDED],
    ['goes by no index', UNHINTED],
    ['goes by an index that is not declared', { ...BY_ID, index: 'by_shoe_size(shoeSize)' }],
    ['writes to one node alone', { ...WRITE, writeConcern: { w: 1, j: true, wtimeout: 3_500 } }],
    ['writes to memory alone', { ...WRITE, writeConcern: { w: 'majority', wtimeout: 3_500 } }],
    ['is of another kind', { ...WRITE, command: 'delete' }],
    ['concerns a collection that is not declared', { ...WRITE, collection: 'notes' }],
    ['concerns another service’s collection', { ...WRITE, service: 'reward' }],
  ])('sees a command that %s', (_title, command) => {
    expect(compare([command], SERVICES).strays).toHaveLength(1)
  })
})
