import { copyCollection } from '@rewards/store/keeping'
import { Progress, thousands } from '../progress.ts'
import type { Surroundings } from '../run-command.ts'
import type { Pair } from './pairs.ts'

/** Copies one collection and tells of it. False when it was stopped. */
export async function copyDocuments(
  { what, from, to, declaration }: Pair,
  { say, now, signal }: Surroundings,
): Promise<boolean> {
  const progress = new Progress(`${what}, copied`, await from.records(declaration).size(), { say, now })
  const { copied, finished } = await copyCollection(from, to, declaration, {
    signal,
    onProgress: done => progress.at(done.copied),
  })
  say(`${what}: ${thousands(copied)} ${finished ? 'copied' : 'copied when it was stopped'}`)
  return finished
}
