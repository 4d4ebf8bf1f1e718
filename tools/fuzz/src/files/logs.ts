import { randomUUID } from 'node:crypto'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Collection } from '@rewards/store'
import fc from 'fast-check'
import { Counter } from '../counter.ts'
import { type Mangle, mangled, mangles } from '../mangle/mangle.ts'
import type { FuzzPart, FuzzTarget } from '../part.ts'
import { countFirst, DOCUMENTS, differences } from './content.ts'
import { fill, type ReadBack, readBack } from './read-back.ts'

/** Damage of the log beside a store's file, as a crash left it. */
export interface LogInput {
  readonly mangles: readonly Mangle[]
}

/** Write-ahead logs of SQLite. */
export const logs: FuzzPart<LogInput> = {
  name: 'logs',
  says: 'logs beside files of stores, as a crash leaves them, with flipped or cut bytes: refused, or what is read is what was written, up to where it was cut or without its last commit',
  atOnce: 1,
  inputs: fc.record({
    mangles: mangles
      .map(all => all.filter(({ kind }) => kind === 'flip' || kind === 'cut'))
      .filter(all => all.length > 0),
  }),
  open: ({ folder }) => openLogs(folder),
}

async function openLogs(folder: string): Promise<FuzzTarget<LogInput>> {
  const counter = new Counter()
  const [source, good] = [join(folder, 'source.sqlite'), join(folder, 'good.sqlite')]
  let lastCommitAt = 0
  await fill(source, () => {
    for (const end of ['', '-wal']) copyFileSync(source + end, good + end)
    lastCommitAt = startOfLastCommit(readFileSync(`${good}-wal`))
  })
  const log = readFileSync(`${good}-wal`)
  return {
    counts: counter.counts,
    try: async input => {
      const file = join(folder, `${randomUUID()}.sqlite`)
      const damaged = mangled(log, input.mangles)
      copyFileSync(good, file)
      writeFileSync(`${file}-wal`, damaged)
      const isLikeACrash = damaged.length < log.length || firstDifference(damaged, log) >= lastCommitAt
      const { outcome, problems } = await readBack(file, collection => judge(collection, isLikeACrash))
      counter.add(outcome)
      return problems
    },
    finish: async () => [],
    close: async () => undefined,
  }
}

async function judge(collection: Collection<object>, isLikeACrash: boolean): Promise<ReadBack> {
  const count = await countFirst(collection)
  const wrong = await differences(collection, count)
  if (wrong.length > 0) return { outcome: 'wrong', problems: wrong }
  if (count === DOCUMENTS.size) return { outcome: 'whole', problems: [] }
  if (isLikeACrash) return { outcome: 'like a crash', problems: [] }
  return { outcome: 'lost', problems: [`${DOCUMENTS.size - count} commits are lost in silence`] }
}

function firstDifference(one: Buffer, other: Buffer): number {
  const at = one.findIndex((byte, n) => byte !== other[n])
  return at === -1 ? one.length : at
}

const [HEADER, FRAME] = [32, 24 + 4_096]

/** Each commit's last frame says how many pages the file has then; the others say 0. */
function startOfLastCommit(log: Buffer): number {
  let at = log.length - FRAME
  while (at > HEADER && log.readUInt32BE(at - FRAME + 4) === 0) at -= FRAME
  return at
}
