import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { Counter } from '../counter.ts'
import { type Mangle, mangled, mangles } from '../mangle/mangle.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { differences } from './content.ts'
import { fill, readBack } from './read-back.ts'

/** Damage of a store's file, which had been closed in order. */
export interface FileInput {
  readonly mangles: readonly Mangle[]
}

/** Files of SQLite. */
export const files: FuzzPart<FileInput> = {
  name: 'files',
  says: 'files of stores with flipped, cut or repeated bytes: refused, or what is read is what was written',
  atOnce: 1,
  inputs: fc.record({
    mangles: fc.oneof(
      mangles,
      mangles.map(all => all.filter(({ kind }) => kind === 'flip')),
    ),
  }),
  open: ({ folder }) => openFiles(folder),
}

async function openFiles(folder: string): Promise<FuzzTarget<FileInput>> {
  const counter = new Counter()
  const good = join(folder, 'good.sqlite')
  await fill(good)
  const bytes = readFileSync(good)
  return {
    counts: counter.counts,
    try: async input => {
      const file = join(folder, `${randomUUID()}.sqlite`)
      writeFileSync(file, mangled(bytes, input.mangles))
      const { outcome, problems } = await readBack(file, async collection => {
        const wrong = await differences(collection)
        return { outcome: wrong.length > 0 ? 'wrong' : 'whole', problems: wrong }
      })
      counter.add(outcome)
      return problems
    },
    finish: async () => [],
    close: async () => undefined,
  }
}
