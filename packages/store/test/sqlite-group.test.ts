import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { simulatedSurroundings } from '../src/contract/simulated.ts'
import { GroupCommit } from '../src/sqlite/group-commit.ts'

/** A database of which the next COMMIT fails, in one of the ways in which a disk makes it fail. */
class FailingDatabase extends DatabaseSync {
  commits = 0
  failNextCommit: 'before' | 'after' | undefined

  override exec(sql: string): void {
    const failing = sql === 'COMMIT' ? this.failNextCommit : undefined
    if (sql === 'COMMIT') this.commits += 1
    if (failing !== 'before') super.exec(sql)
    if (failing === undefined) return
    this.failNextCommit = undefined
    throw Object.assign(new Error('disk I/O error'), { code: 'ERR_SQLITE_ERROR', errcode: 10 })
  }
}

function opened() {
  const db = new FailingDatabase(':memory:')
  db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY)')
  const group = new GroupCommit(db, 100, simulatedSurroundings())
  const insert = (n: number) => group.run(() => db.prepare('INSERT INTO t VALUES (?)').run(n).changes)
  const rows = () =>
    db
      .prepare('SELECT n FROM t ORDER BY n')
      .all()
      .map(row => row.n)
  return { db, group, insert, rows }
}

describe('a group commit', () => {
  it('takes along everything that one turn of the event loop asks for, and more with the next', async () => {
    const { db, insert } = opened()
    await Promise.all(Array.from({ length: 256 }, (_, n) => insert(n)))
    expect(db.commits).toBe(1)
    await Promise.all(Array.from({ length: 257 }, (_, n) => insert(1000 + n)))
    expect(db.commits).toBe(3)
  })

  it('takes along what the turn asks for later, behind promises that are settled', async () => {
    const { db, insert } = opened()
    const insertLater = async (n: number) => {
      for (let hop = 0; hop < n; hop += 1) await undefined
      await insert(n)
    }
    await Promise.all(Array.from({ length: 50 }, (_, n) => insertLater(n)))
    expect(db.commits).toBe(1)
  })

  it('answers nobody before the commit', async () => {
    const { db, insert } = opened()
    const commitsAtAnswer = await Promise.all([1, 2, 3].map(n => insert(n).then(() => db.commits)))
    expect(commitsAtAnswer).toEqual([1, 1, 1])
    expect(db.isTransaction).toBe(false)
  })

  it('leaves out the operation that throws, whatever it throws, and no other', async () => {
    const { insert, group, rows } = opened()
    const thrown = [new RangeError('no'), 'a string', undefined]
    const outcomes = await Promise.allSettled([
      insert(1),
      ...thrown.map(error =>
        group.run(() => {
          throw error
        }),
      ),
      insert(1),
      insert(2),
    ])
    expect(outcomes.map(({ status }) => status === 'fulfilled')).toEqual([
      true,
      false,
      false,
      false,
      false,
      true,
    ])
    expect(outcomes.slice(1, 4)).toEqual(thrown.map(reason => ({ status: 'rejected', reason })))
    expect(rows()).toEqual([1, 2])
  })

  it('that fails and can be rolled back has written nothing, for everybody in it', async () => {
    const { db, insert, group, rows } = opened()
    db.failNextCommit = 'before'
    const refusedUponOthers = group.run(() => {
      throw new RangeError('judged by what was not kept')
    })
    const outcomes = await Promise.allSettled([insert(1), refusedUponOthers, insert(2)])
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { name: 'StoreUnavailable' } })
    expect(rows()).toEqual([])
    await insert(3)
    expect(rows()).toEqual([3])
  })

  it('that fails otherwise has an unknown outcome, for everybody in it', async () => {
    const { db, insert, rows } = opened()
    db.failNextCommit = 'after'
    const outcomes = await Promise.allSettled([insert(1), insert(2)])
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { name: 'OutcomeUnknown' } })
    expect(rows()).toEqual([1, 2])
    await insert(3)
  })

  it('that meets a full disk on its way is rolled back, and the next one that fits is kept', async () => {
    const { db, insert, group, rows } = opened()
    db.exec('CREATE TABLE big (b BLOB); PRAGMA max_page_count = 20')
    const tooMuch = group.run(() => db.prepare('INSERT INTO big VALUES (zeroblob(200000))').run())
    const outcomes = await Promise.allSettled([insert(1), tooMuch, insert(2)])
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { name: 'StoreUnavailable' } })
    expect(rows()).toEqual([])
    await insert(3)
    expect(rows()).toEqual([3])
  })
})
