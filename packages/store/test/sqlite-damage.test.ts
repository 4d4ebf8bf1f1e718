import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openSqliteStore } from '../src/sqlite/open.ts'
import { newSqlitePlace } from './sqlite-place.ts'

const users = {
  name: 'users',
  holds: 'users',
  indexes: [{ name: 'by_email', fields: ['email'], serves: 'sign-in' }],
} as const

describe('a file that was damaged while it lay there', () => {
  let place: Awaited<ReturnType<typeof newSqlitePlace>>
  beforeEach(async () => {
    place = await newSqlitePlace()
    const store = await open()
    const collection = store.collection<object>(users)
    for (let n = 0; n < 50; n++)
      await collection.insertOnce(`user_${n}`, { email: `mail${n}@example.org`, points: `is${n}worth` })
    await store.close()
  })
  afterEach(() => place.remove())

  const open = () => openSqliteStore({ file: place.file, collections: [users] })

  /** Changes the last place, or the first, at which a text stands in the file. */
  function change(from: string, to: string, which: 'indexOf' | 'lastIndexOf' = 'indexOf'): void {
    const bytes = readFileSync(place.file)
    const at = bytes[which](from)
    expect(at).toBeGreaterThan(0)
    bytes.write(to, at)
    writeFileSync(place.file, bytes)
  }

  it('in the text of a document is refused where that document is read or written, and nowhere else', async () => {
    change('is7worth', 'is9worth')
    const store = await open()
    const collection = store.collection<object>(users)
    const damaged = { kind: 'unavailable', reason: 'DOCUMENT_DAMAGED' }
    await expect(collection.get('user_7')).rejects.toMatchObject(damaged)
    await expect(collection.update('user_7', () => ({}))).rejects.toMatchObject(damaged)
    await expect(collection.page({ index: 'by_email', limit: 50 })).rejects.toMatchObject(damaged)
    expect(await collection.get('user_8')).toMatchObject({ value: { points: 'is8worth' } })
    await store.close()
  })

  it('so that a document is no JSON any more is refused the same way', async () => {
    const db = new DatabaseSync(place.file)
    db.exec('DROP INDEX "users.by_email"')
    db.exec("UPDATE users SET doc = '{', sum = NULL WHERE id = 'user_7'")
    db.close()
    await expect(open()).rejects.toThrow(`${place.file} cannot be opened as a store: malformed JSON`)
  })

  it.each(['indexOf', 'lastIndexOf'] as const)(
    'in a key of an index is refused at the start (%s)',
    async which => {
      change('mail7@', 'mail8@', which)
      await expect(open()).rejects.toThrow(`${place.file} is damaged: `)
    },
  )

  it('by being cut is refused at the start', async () => {
    truncateSync(place.file, 20_480)
    await expect(open()).rejects.toThrow(/cannot be opened as a store|is damaged/)
  })

  // SQLite takes a file of one byte for an empty one, too.
  it.each([0, 1, 2, 99])(
    'by being cut to %i bytes is refused at the start, and is no new store',
    async length => {
      truncateSync(place.file, length)
      const sentence = `${place.file} is damaged: it has ${length} bytes, and every store has more; restore it from a copy`
      await expect(open()).rejects.toThrow(sentence)
      await expect(open()).rejects.toThrow(sentence)
    },
  )

  it('is read without sums when the program before this one wrote it, and has them from the next write on', async () => {
    const db = new DatabaseSync(place.file)
    db.exec('ALTER TABLE users DROP COLUMN sum; PRAGMA user_version = 2')
    db.close()
    const store = await open()
    const collection = store.collection<object>(users)
    expect(await collection.get('user_7')).toMatchObject({ value: { points: 'is7worth' } })
    await collection.update('user_7', value => ({ ...value, points: 'isNEWworth' }))
    await store.close()
    change('isNEWworth', 'isOLDworth')
    const again = await open()
    await expect(again.collection<object>(users).get('user_7')).rejects.toMatchObject({
      reason: 'DOCUMENT_DAMAGED',
    })
    await again.close()
  })
})

describe('a log beside the file, as a crash leaves it, that was damaged while it lay there', () => {
  const COMMITS = 50
  let place: Awaited<ReturnType<typeof newSqlitePlace>>
  let crashed: string
  beforeEach(async () => {
    place = await newSqlitePlace()
    crashed = `${place.file}-crashed`
    const store = await openSqliteStore({ file: place.file, collections: [users] })
    const collection = store.collection<object>(users)
    for (let n = 0; n < COMMITS; n++)
      await collection.insertOnce(`user_${n}`, { email: `mail${n}@example.org` })
    for (const end of ['', '-wal']) copyFileSync(place.file + end, crashed + end)
    await store.close()
  })
  afterEach(() => place.remove())

  const open = () => openSqliteStore({ file: crashed, collections: [users] })

  function damage(change: (log: Buffer) => Buffer | undefined): void {
    const log = readFileSync(`${crashed}-wal`)
    writeFileSync(`${crashed}-wal`, change(log) ?? log)
  }

  function flip(log: Buffer, at: number): undefined {
    log[at] = (log[at] ?? 0) ^ 4
  }

  /** How many there are, first to last. */
  async function count(): Promise<number> {
    const store = await open()
    const { items } = await store.collection<object>(users).page({ index: 'by_email', limit: COMMITS })
    await store.close()
    return items.length
  }

  it('is read to its end when it was not', async () => {
    expect(await count()).toBe(COMMITS)
  })

  it.each([
    ['in its header', () => 20],
    ['in its first page', () => 100],
    ['in its middle', (bytes: number) => bytes / 2],
    ['in the sum of its first frame', () => 32 + 16],
    ['in the salts of a frame amid it', () => 32 + 20 * 4_120 + 8],
    ['just before its last commit', (_: number, last: number) => last - 1],
  ])('%s is refused at the start, and at the next', async (_, place) => {
    damage(log => flip(log, Math.floor(place(log.length, lastCommit(log)))))
    const sentence = `${crashed}-wal is damaged: commits follow a place that is not as it was written; restore ${crashed} from a copy`
    await expect(open()).rejects.toThrow(sentence)
    await expect(open()).rejects.toThrow(sentence)
  })

  it('in its last commit is taken for a crash, since it cannot be told from one', async () => {
    damage(log => flip(log, lastCommit(log) + 100))
    expect(await count()).toBe(COMMITS - 1)
  })

  it('by being cut is taken for a crash, wherever it was', async () => {
    damage(log => log.subarray(0, log.length / 2))
    const half = await count()
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(COMMITS)
  })

  /** Where the frames of the last commit begin: after the last frame but one that says how large the file is then. */
  function lastCommit(log: Buffer): number {
    let at = log.length - 4_120
    while (log.readUInt32BE(at - 4_120 + 4) === 0) at -= 4_120
    return at
  }
})

it('a log that is begun anew over one that was longer is no damage', async () => {
  const place = await newSqlitePlace()
  const store = await openSqliteStore({ file: place.file, collections: [users] })
  const collection = store.collection<object>(users)
  for (let n = 0; n < 50; n++) await collection.insertOnce(`user_${n}`, { email: `mail${n}@example.org` })
  const db = new DatabaseSync(place.file)
  db.exec('PRAGMA wal_checkpoint(RESTART)')
  await collection.insertOnce('user_50', { email: 'mail50@example.org' })
  const crashed = `${place.file}-crashed`
  for (const end of ['', '-wal']) copyFileSync(place.file + end, crashed + end)
  const again = await openSqliteStore({ file: crashed, collections: [users] })
  expect(await again.collection<object>(users).get('user_50')).toBeDefined()
  await again.close()
  db.close()
  await store.close()
  await place.remove()
})
