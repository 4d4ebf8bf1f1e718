import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { THINGS, type Thing } from '../src/contract/things.ts'
import { openSqliteStore } from '../src/sqlite/open.ts'
import { newSqlitePlace } from './sqlite-place.ts'

const WRITER = fileURLToPath(new URL('full-disk-writer.ts', import.meta.url))

describe('a file that cannot grow any more', () => {
  let place: Awaited<ReturnType<typeof newSqlitePlace>>
  beforeEach(async () => {
    place = await newSqlitePlace()
  })
  afterEach(() => place.remove())

  // Blocks of the shell's `ulimit -f`, 512 or 1024 bytes: the failure falls on another page of a commit each time.
  for (const blocks of [600, 777, 1000, 1501])
    it(`makes writes fail that were not kept, and none that was (at ${blocks} blocks)`, async () => {
      const command = `ulimit -f ${blocks}; exec "$0" "$@"`
      const { stdout } = spawnSync('sh', ['-c', command, process.execPath, WRITER, place.file], {
        encoding: 'utf8',
      })
      const told = stdout
        .trim()
        .split('\n')
        .map(line => line.split(' ') as [string, string])
      const of = (answer: string) => told.filter(([, said]) => said === answer).map(([id]) => id)
      expect(of('ok').length).toBeGreaterThan(0)
      expect(of('OutcomeUnknown').length + of('StoreUnavailable').length).toBeGreaterThan(0)

      const store = await openSqliteStore({ file: place.file, collections: [THINGS] })
      const things = store.collection<Thing>(THINGS)
      for (const id of of('ok')) expect((await things.get(id))?.value).toEqual({ body: id.repeat(200) })
      for (const id of of('StoreUnavailable')) expect(await things.get(id)).toBeUndefined()
      for (const id of of('OutcomeUnknown'))
        expect([undefined, id.repeat(200)]).toContain((await things.get(id))?.value.body)
      expect(await things.insertOnce('thing_new', {})).toBe(true)
      await store.close()
    }, 30_000)
})
