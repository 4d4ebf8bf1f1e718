import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CollectionDeclaration, IndexDeclaration } from '../src/port.ts'
import { openSqliteStore } from '../src/sqlite/open.ts'
import { prepareFile } from '../src/sqlite/prepare-file.ts'
import { newSqlitePlace } from './sqlite-place.ts'

describe('a store’s file', () => {
  let place: Awaited<ReturnType<typeof newSqlitePlace>>
  beforeEach(async () => {
    place = await newSqlitePlace()
  })
  afterEach(() => place.remove())

  const users = (...indexes: IndexDeclaration[]): CollectionDeclaration => ({
    name: 'users',
    holds: 'users',
    indexes,
  })
  const byEmail: IndexDeclaration = { name: 'by_email', fields: ['email'], serves: 'sign-in' }
  const open = (declaration: CollectionDeclaration) =>
    openSqliteStore({ file: place.file, collections: [declaration] })
  function change(sql: string): void {
    const db = new DatabaseSync(place.file)
    db.exec(sql)
    db.close()
  }
  function traces(text: string): string[] {
    return ['', '-wal'].filter(end => readFileSync(place.file + end).includes(text))
  }
  async function insert(declaration: CollectionDeclaration, ...documents: object[]): Promise<void> {
    const store = await open(declaration)
    const collection = store.collection<object>(declaration)
    for (const [n, document] of documents.entries()) await collection.insertOnce(`user_${n}`, document)
    await store.close()
  }

  it('is refused when a newer program wrote it, and left as it is', async () => {
    await insert(users())
    change('PRAGMA user_version = 4')
    await expect(open(users(byEmail))).rejects.toThrow(
      `${place.file} was written by a newer version of this program (file format 4, this one knows 3)`,
    )
    const db = new DatabaseSync(place.file, { readOnly: true })
    expect(db.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'users.by_email'").get()?.n).toBe(
      0,
    )
    db.close()
  })

  it('of the first format is read, and its documents are of version 1', async () => {
    await insert(users(byEmail), { email: 'a@example.org' })
    change('ALTER TABLE users DROP COLUMN version; PRAGMA user_version = 1')
    const declaration: CollectionDeclaration = {
      ...users(byEmail),
      version: 2,
      upgrade: before => ({ ...before, upgraded: true }),
    }
    const store = await open(declaration)
    expect(await store.collection<object>(declaration).get('user_0')).toMatchObject({
      value: { email: 'a@example.org', upgraded: true },
    })
    await store.close()
  })

  it('is refused, unchanged, when it is another program’s, or no database', async () => {
    change('CREATE TABLE theirs (n)')
    await expect(open(users())).rejects.toThrow(`${place.file} is a database of another program`)
    expect(existsSync(`${place.file}-wal`)).toBe(false)
    writeFileSync(place.file, 'x'.repeat(5000))
    await expect(open(users())).rejects.toThrow(
      `${place.file} cannot be opened as a store: file is not a database`,
    )
  })

  it('is synced at every commit, on every system, and its connection never sleeps on a lock', () => {
    const db = new DatabaseSync(place.file)
    prepareFile(db, place.file, [users()])
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    const FULL = 2
    expect([pragma('journal_mode'), pragma('synchronous')]).toEqual(['wal', FULL])
    expect([pragma('fullfsync'), pragma('checkpoint_fullfsync')]).toEqual([1, 1])
    expect(pragma('busy_timeout')).toBe(0)
    db.close()
  })

  it('can be read by its owner alone', async () => {
    const store = await open(users())
    for (const end of ['', '-wal', '-shm']) expect(statSync(place.file + end).mode & 0o077).toBe(0)
    await store.close()
  })

  it('has, soon after a document or its index was overwritten, no trace of what it said', async () => {
    const secret = 'ann@example.org'
    const declaration = users(byEmail)
    const options = { file: place.file, collections: [declaration], emptyLogEveryMs: 20 }
    const store = await openSqliteStore(options)
    const collection = store.collection<object>(declaration)
    const long = `${secret} `.repeat(1_000)
    await collection.insertOnce('user_0', { email: secret, long })
    expect(traces(secret)).not.toEqual([])
    await collection.update('user_0', () => ({ email: 'b' }))
    await expect.poll(() => traces(secret)).toEqual([])
    expect(await collection.get('user_0')).toMatchObject({ value: { email: 'b' } })
    await store.close()
  })

  it('is made together with its folder', async () => {
    const file = place.file.replace('things.sqlite', 'new/folder/things.sqlite')
    const store = await openSqliteStore({ file, collections: [] })
    await store.ping()
    await store.close()
  })

  it('knows the collections alone that it was opened with', async () => {
    const store = await open(users())
    expect(() => store.collection({ name: 'groups', holds: 'groups', indexes: [] })).toThrow(
      `the collection groups is not one that ${place.file} was opened with`,
    )
    await store.close()
  })

  it('refuses declarations that not every store could keep', async () => {
    const wrong: [CollectionDeclaration, string][] = [
      [
        { name: 'Users', holds: 'users', indexes: [] },
        'the collection name Users is not 1 to 60 of a-z and _',
      ],
      [users({ ...byEmail, name: 'x"y' }), 'index x"y of users: the name is not 1 to 60 of a-z and _'],
      [users({ ...byEmail, fields: [] }), 'index by_email of users has no fields'],
      [users({ ...byEmail, fields: ["a'b"] }), "index by_email of users: a'b is not a field path"],
      [users(byEmail, byEmail), 'users has two indexes of one name'],
    ]
    for (const [declaration, message] of wrong) await expect(open(declaration)).rejects.toThrow(message)
  })

  it('gets an index that is declared later, over the documents that are there', async () => {
    await insert(users(), { email: 'b' }, {}, { email: 'a' })
    const later = users(byEmail)
    const store = await open(later)
    const { items } = await store.collection<object>(later).page({ index: 'by_email', limit: 10 })
    expect(items.map(({ id }) => id)).toEqual(['user_2', 'user_0'])
    await store.close()
  })

  it('follows an index whose declaration changed, and one that is declared no more', async () => {
    await insert(users({ ...byEmail, unique: true }), { email: 'a', name: 'x' })
    const changed = users({ ...byEmail, fields: ['name'] })
    const store = await open(changed)
    const collection = store.collection<object>(changed)
    expect(await collection.insertOnce('user_9', { email: 'a', name: 'b' })).toBe(true)
    const { items } = await collection.page({ index: 'by_email', limit: 10 })
    expect(items.map(({ id }) => id)).toEqual(['user_9', 'user_0'])
    await store.close()
  })

  it('is refused, unchanged, when an index cannot be unique over what is there', async () => {
    await insert(users(byEmail), { email: 'a' }, { email: 'a' })
    await expect(open(users({ ...byEmail, unique: true }))).rejects.toThrow(
      `${place.file}: documents in users have equal values already, so by_email cannot be unique`,
    )
    await insert(users(byEmail), {})
  })
})
