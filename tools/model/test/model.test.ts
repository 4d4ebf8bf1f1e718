import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { play } from '../src/run.ts'
import { scenario } from '../src/scenario.ts'
import { sqliteStores } from '../src/sqlite-stores.ts'

/** Fresh scenarios each time, so that the everyday suite sees new ones; a failure prints how to repeat it. */
const seed = Date.now() % 0x7fffffff

describe('the life of a claim, whatever is lost, repeated, reordered, delayed, or dies', () => {
  for (const part of [0, 1, 2, 3])
    it.concurrent(`keeps every promise in 2,500 scenarios from seed ${seed + part}`, async () => {
      await fc.assert(
        fc.asyncProperty(scenario, drawn => play(drawn)),
        { numRuns: 2_500, seed: seed + part },
      )
    }, 300_000)
})

describe('the same scenarios on SQLite', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rewards-model-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it(`keep every promise in 60 scenarios from seed ${seed}`, async () => {
    const onSqlite = fc.asyncProperty(scenario, drawn => sqliteStores(folder, stores => play(drawn, stores)))
    await fc.assert(onSqlite, { numRuns: 60, seed })
  }, 300_000)
})
