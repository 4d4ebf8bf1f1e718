import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { THINGS } from '../src/contract/things.ts'
import type { IndexDeclaration, PageQuery, Scalar } from '../src/port.ts'
import { dueSql } from '../src/sqlite/collection.ts'
import { prepareSchema } from '../src/sqlite/schema.ts'
import { countQuery, pageQueries } from '../src/sqlite/select.ts'

describe('how SQLite answers', () => {
  const db = new DatabaseSync(':memory:')
  prepareSchema(db, ':memory:', [THINGS])
  afterAll(() => db.close())

  const planOf = (sql: string) =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(row => String(row.detail))

  /** Every query that a collection could make of an index: what is fixed, the range, the order, behind a position. */
  function* queriesOf(index: IndexDeclaration): Generator<PageQuery> {
    const after: Scalar[] = [...index.fields.map(() => 'x'), 'thing_1']
    for (let fixed = 0; fixed <= index.fields.length; fixed += 1) {
      const equals = Object.fromEntries(index.fields.slice(0, fixed).map(field => [field, 'x']))
      const ranges =
        fixed < index.fields.length ? [{}, { from: 'x' }, { before: 'x' }, { from: 'w', before: 'y' }] : [{}]
      for (const range of ranges)
        for (const order of ['asc', 'desc'] as const)
          for (const position of [{}, { after }])
            yield { index: index.name, equals, ...range, order, ...position, limit: 10 }
    }
  }

  for (const index of THINGS.indexes) {
    it(`walks ${index.name} for a page: sought, in order, nothing sorted`, () => {
      for (const query of queriesOf(index)) {
        for (const { sql } of pageQueries(THINGS, index, query)) {
          const bounded = / [=<>]+ \?/.test(sql)
          const walk = new RegExp(`^${bounded ? 'SEARCH' : 'SCAN'} things USING INDEX things.${index.name}`)
          expect(planOf(sql)).toEqual([expect.stringMatching(walk)])
        }
      }
    })

    it(`counts within ${index.name} alone`, () => {
      for (const query of queriesOf(index)) {
        const { sql } = countQuery(THINGS, index, query)
        expect(planOf(sql)).toEqual([expect.stringMatching(`USING COVERING INDEX things.${index.name}`)])
      }
    })

    it(`seeks in ${index.name} by every column that a page is bounded by`, () => {
      for (const query of queriesOf(index)) {
        for (const { sql } of pageQueries(THINGS, index, query)) {
          const bounds = new Set(sql.match(/(\(doc ->> '[^']*'\)|\bid\b|\S+) (=|<|>=?) \?/g)).size
          const sought = planOf(sql)[0]?.match(/[a-z<>]+[=<>]\?/g)?.length ?? 0
          expect(sought, sql).toBe(bounds)
        }
      }
    })
  }

  it('walks the index of due times, in order', () => {
    expect(planOf(dueSql(THINGS))).toEqual([expect.stringMatching(/^SEARCH things USING INDEX things:due/)])
  })

  it('finds a document by its id', () => {
    expect(planOf('SELECT doc FROM things WHERE id = ?')).toEqual([
      expect.stringMatching(/^SEARCH things USING INDEX .*\(id=\?\)$/),
    ])
  })
})
