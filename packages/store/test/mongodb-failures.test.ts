import {
  MongoError,
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb'
import { describe, expect, it } from 'vitest'
import { simulatedSurroundings } from '../src/contract/simulated.ts'
import { plusOne, THINGS, type Thing } from '../src/contract/things.ts'
import type { Kept, StoreDriver } from '../src/driver.ts'
import { OutcomeUnknown, StoreUnavailable, UniqueViolation } from '../src/errors.ts'
import { CommandTimeout, isTaken, readFailure, writeFailure } from '../src/mongodb/failures.ts'
import { GuardedWrites } from '../src/mongodb/guarded-writes.ts'
import { storeOver } from '../src/store-over.ts'

const server = (code: number, message = 'the server says no') => new MongoServerError({ code, message })
const duplicate = (index: string) =>
  server(
    11_000,
    `E11000 duplicate key error collection: a_b.things index: ${index} dup key: { x: "index: _id_ y" }`,
  )

const OF_THE_SERVER: Readonly<Record<string, unknown>> = {
  'a connection that broke': new MongoNetworkError('connection 7 to a:1 closed'),
  'an answer that did not come': new MongoNetworkTimeoutError('connection 7 to a:1 timed out'),
  'our own limit': new CommandTimeout('no answer within 4500 ms'),
  'a primary that stepped down': server(189),
  'a server that is no primary any more': server(10_107),
  'the server’s own limit': server(50),
  'a driver that was closed': new MongoError('Topology is closed'),
}

describe('a failure of MongoDB', () => {
  for (const [name, error] of Object.entries(OF_THE_SERVER))
    it(`leaves the outcome of a write open, and a read without answer: ${name}`, () => {
      expect(writeFailure(error)).toBeInstanceOf(OutcomeUnknown)
      expect(writeFailure(error)).toMatchObject({ cause: error })
      expect(readFailure(error)).toBeInstanceOf(StoreUnavailable)
    })

  it('of a majority that did not answer leaves the outcome of a write open', () => {
    const error = new MongoWriteConcernError({
      ok: 1,
      writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
    })
    expect(writeFailure(error)).toBeInstanceOf(OutcomeUnknown)
  })

  it('names the index that refused a document, whatever its values say', () => {
    expect(writeFailure(duplicate('unique.by_email'))).toBeInstanceOf(UniqueViolation)
    expect(writeFailure(duplicate('unique.by_email'))).toMatchObject({ index: 'by_email' })
    expect(isTaken(duplicate('unique.by_email'))).toBe(false)
    expect(isTaken(duplicate('_id_'))).toBe(true)
    expect(isTaken(server(50, 'index: _id_ '))).toBe(false)
  })

  it('stays what it is when asking again would not help', () => {
    for (const error of [server(13), server(121), new TypeError('a program’s own')]) {
      expect(writeFailure(error)).toBe(error)
      expect(readFailure(error)).toBe(error)
    }
  })
})

describe('a write of which a majority did not answer', () => {
  /** A store of one document, whose every write takes place, and of which some are answered with a write concern error. */
  function thingsWith(fates: ('answered' | 'no majority')[]) {
    let current: Kept | undefined
    const left = [...fates]
    const write = async (next: Kept) => {
      current = next
      if (left.shift() === 'no majority')
        throw writeFailure(
          new MongoWriteConcernError({ ok: 1, writeConcernError: { code: 64, errmsg: 'late' } }),
        )
      return true
    }
    const commands = {
      get: async () => current,
      insert: async (next: Kept) => current === undefined && write(next),
      replace: async (rev: number, next: Kept) => current?.rev === rev && write(next),
    }
    const surroundings = simulatedSurroundings()
    const writes = new GuardedWrites<Thing>(commands, THINGS, surroundings)
    const driver = { collection: () => writes } as unknown as StoreDriver
    return storeOver(driver, { surroundings }).collection<Thing>(THINGS)
  }

  it('is repeated until it is known, and takes place once', async () => {
    const things = thingsWith(['no majority', 'no majority', 'answered', 'no majority'])
    expect(await things.insertOnce('thing_1', { count: 1 })).toBe(true)
    expect(await things.insertOnce('thing_1', { count: 1 })).toBe(false)
    const updated = await things.update('thing_1', plusOne)
    expect(updated).toMatchObject({ written: true, stored: { rev: 2, value: { count: 2 } } })
    expect(await things.update('thing_1', plusOne)).toMatchObject({ stored: { rev: 3, value: { count: 3 } } })
  })
})
