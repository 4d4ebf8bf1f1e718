import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plusOne, THINGS, type Thing } from '../src/contract/things.ts'
import type { KeptStore } from '../src/driver.ts'
import { openMongoDriver, type SentCommand } from '../src/mongodb/index.ts'
import { indexSpecs } from '../src/mongodb/index-specs.ts'
import { SETTINGS } from '../src/mongodb/settings.ts'
import type { CollectionDeclaration, IndexDeclaration } from '../src/port.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

/** Things of which one index is read by majority. */
const MIXED: CollectionDeclaration = {
  ...THINGS,
  indexes: THINGS.indexes.map(
    (index): IndexDeclaration => (index.name === 'by_owner' ? { ...index, read: 'majority' } : index),
  ),
}

const WRITE = { writeConcern: { w: 'majority', j: true, wtimeout: 3_500 }, maxTimeMS: 3_500 }
const read = (readConcern: 'majority' | 'local', index: string) => ({
  readConcern,
  index,
  maxTimeMS: 3_500,
})

describe.skipIf(mongo.missing)(`the commands that are sent to ${mongo.name}`, () => {
  let url: string
  let driver: KeptStore
  let sent: SentCommand[]
  beforeEach(async () => {
    url = mongo.newUrl()
    sent = []
    const onCommand = (command: SentCommand) => void sent.push(command)
    driver = await openMongoDriver({ url, service: 'contract', collections: [MIXED], onCommand })
  })
  afterEach(async () => {
    await driver.close()
    await mongo.drop(url)
  })
  const things = () => driver.collection<Thing>(MIXED)
  /** What the calls sent to the collection. */
  async function commandsOf(call: () => Promise<unknown>): Promise<Partial<SentCommand>[]> {
    sent = []
    await call()
    return sent
      .filter(({ collection }) => collection === 'things')
      .map(({ service, database, collection, ...rest }) => {
        expect([service, database]).toEqual(['contract', expect.stringMatching(/^test-[0-9a-f]+_contract$/)])
        return rest
      })
  }

  it('write to the journals of a majority, and not for ever', async () => {
    expect(await commandsOf(() => things().insertOnce('thing_1', { count: 1 }, 'op.1'))).toEqual([
      { command: 'insert', ...WRITE },
    ])
    expect(await commandsOf(() => things().update('thing_1', plusOne, 'op.2'))).toEqual([
      { command: 'find', ...read('majority', '_id_') },
      { command: 'update', ...WRITE },
    ])
    expect(await commandsOf(() => things().update('thing_2', plusOne, 'op.3'))).toEqual([
      { command: 'find', ...read('majority', '_id_') },
      { command: 'insert', ...WRITE },
    ])
    const [kept] = await driver.records(MIXED).scan('thing_1', 1)
    expect(kept?.id).toBe('thing_2')
    expect(await commandsOf(() => driver.records(MIXED).restore(kept ? [kept] : []))).toEqual([
      { command: 'insert', ...WRITE },
    ])
  })

  it('read by majority whatever an answer rests on', async () => {
    await things().insertOnce('thing_1', { count: 1, dueAt: 1 }, 'op.1')
    const byId = { command: 'find', ...read('majority', '_id_') }
    expect(await commandsOf(() => things().get('thing_1'))).toEqual([byId])
    expect(await commandsOf(() => things().getMany(['thing_1', 'thing_2']))).toEqual([byId])
    expect(await commandsOf(() => things().insertOnce('thing_1', {}, 'op.2'))).toEqual([
      { command: 'insert', ...WRITE },
      byId,
    ])
    expect(await commandsOf(() => things().update('thing_1', () => undefined, 'op.3'))).toEqual([byId])
    expect(await commandsOf(() => things().due(1, 10))).toEqual([
      { command: 'find', ...read('majority', 'due') },
    ])
    expect(await commandsOf(() => driver.records(MIXED).scan(undefined, 10))).toEqual([byId])
  })

  it('read pages and counts by the concern of their index, and go by that index', async () => {
    for (const { name, fields, read: concern = 'local' } of MIXED.indexes) {
      const walk = read(concern, `${name}(${fields.join(',')})`)
      expect(await commandsOf(() => things().page({ index: name, limit: 10 }))).toEqual([
        { command: 'find', ...walk },
      ])
      expect(await commandsOf(() => things().count({ index: name }))).toEqual([
        { command: 'aggregate', ...walk },
      ])
    }
  })

  it('go by indexes that were made at the start', async () => {
    await driver.close()
    driver = await openMongoDriver({
      url,
      service: 'contract',
      collections: [MIXED],
      onCommand: command => void sent.push(command),
    })
    const made = new Set(['_id_', ...indexSpecs(MIXED).map(({ name }) => name)])
    for (const { name } of MIXED.indexes) await things().page({ index: name, limit: 1 })
    await things().due(0, 1)
    for (const { index } of sent) if (index !== undefined) expect(made).toContain(index)
    expect(sent.map(({ command }) => command)).toContain('createIndexes')
  })

  it('are bounded by settings that an address cannot change', async () => {
    const wilful = `${url}&retryWrites=false&readPreference=secondary&socketTimeoutMS=0&w=0&maxPoolSize=1`
    const other = await openMongoDriver({
      url: wilful,
      service: 'contract',
      collections: [MIXED],
      onCommand: command => void sent.push(command),
    })
    const inserted = await commandsOf(() => other.collection<Thing>(MIXED).insertOnce('thing_1', {}, 'op.1'))
    await other.close()
    expect(inserted).toEqual([{ command: 'insert', ...WRITE }])
  })
})

describe('the settings of the driver', () => {
  it('leave nothing open that could make a call wait for ever, and say why', () => {
    const settings = Object.fromEntries(SETTINGS.map(({ option, value }) => [option, value]))
    expect(settings).toMatchObject({ retryWrites: true, readPreference: 'primary', maxPoolSize: 64 })
    const limits = ['serverSelectionTimeoutMS', 'connectTimeoutMS', 'socketTimeoutMS', 'waitQueueTimeoutMS']
    for (const option of limits) expect(settings[option]).toBeGreaterThan(0)
    for (const { why } of SETTINGS) expect(why.length).toBeGreaterThan(5)
  })
})
