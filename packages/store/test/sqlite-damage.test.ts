import { readFileSync, truncateSync, writeFileSync } from 'node:fs'
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
