import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import type { CollectionDeclaration, IndexDeclaration, PageQuery, Scalar } from '../port.ts'
import { dueSql } from './collection.ts'
import { documentSql } from './documents.ts'
import { prepareSchema } from './schema.ts'
import { countQuery, pageQueries } from './select.ts'

/**
 * Tests (vitest) that let SQLite explain every statement that a collection could make for a service: none walks what it
 * does not give back, and none sorts.
 */
export function queryPlans(collection: CollectionDeclaration): void {
  const { name, indexes } = collection

  describe(`how SQLite answers queries of ${name}`, () => {
    const db = new DatabaseSync(':memory:')
    prepareSchema(db, ':memory:', [collection])
    afterAll(() => db.close())

    const planOf = (sql: string) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all()
        .map(row => String(row.detail))

    for (const index of indexes) {
      const pages = [...queriesOf(index)].flatMap(query => pageQueries(collection, index, query))

      it(`walks ${index.name} for a page: sought, in order, nothing sorted`, () => {
        for (const { sql } of pages) {
          const bounded = / [=<>]+ \?/.test(sql)
          const walk = new RegExp(`^${bounded ? 'SEARCH' : 'SCAN'} ${name} USING INDEX ${name}.${index.name}`)
          expect(planOf(sql), sql).toEqual([expect.stringMatching(walk)])
          expect(sql).toMatch(/ LIMIT \?$/)
        }
      })

      it(`seeks in ${index.name} by every column that a page is bounded by`, () => {
        for (const { sql } of pages) {
          const bounds = new Set(sql.match(/(\(doc ->> '[^']*'\)|\bid\b|\S+) (=|<|>=?) \?/g)).size
          const sought = planOf(sql)[0]?.match(/[a-z<>]+[=<>]\?/g)?.length ?? 0
          expect(sought, sql).toBe(bounds)
        }
      })

      it(`counts within ${index.name} alone`, () => {
        for (const query of queriesOf(index)) {
          const { sql } = countQuery(collection, index, query)
          expect(planOf(sql), sql).toEqual([
            expect.stringMatching(`USING COVERING INDEX ${name}.${index.name}`),
          ])
        }
      })
    }

    it('walks the index of due times, in order', () => {
      const walk = new RegExp(`^SEARCH ${name} USING INDEX ${name}:due`)
      expect(planOf(dueSql(collection))).toEqual([expect.stringMatching(walk)])
    })

    it('finds documents by their ids, and walks all of them in the order of ids', () => {
      const { get, getKept, replace, scan } = documentSql(collection)
      for (const sql of [get, getKept, replace])
        expect(planOf(sql), sql).toEqual([
          expect.stringMatching(`^SEARCH ${name} USING INDEX .*\\(id=\\?\\)$`),
        ])
      expect(planOf(scan)).toEqual([expect.stringMatching(`^SEARCH ${name} USING INDEX .*\\(id>\\?\\)$`)])
    })
  })
}

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
