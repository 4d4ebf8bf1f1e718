import { type Digest, differences, digestOf } from '@rewards/store/keeping'
import { thousands } from '../progress.ts'
import type { Surroundings } from '../run-command.ts'
import type { Pair } from './pairs.ts'

/** A list that is longer is no help to read; the number stands at its end. */
const NAMED = 20

/** Compares a collection on both sides, by count and checksum, and tells what it found. True when they are the same. */
export async function compare(pair: Pair, surroundings: Surroundings): Promise<boolean> {
  const { say, signal } = surroundings
  const [source, target] = [pair.from, pair.to].map(store => store.records(pair.declaration))
  if (source === undefined || target === undefined) return false
  const [expected, found] = [await digestOf(source, signal), await digestOf(target, signal)]
  if (signal.aborted) return false
  const same = expected.count === found.count && expected.checksum === found.checksum
  if (same) say(`${pair.what}: both sides ${told(expected)}`)
  else {
    say(`${pair.what}: DIFFERENT: source ${told(expected)}; target ${told(found)}`)
    await nameDifferences(pair, surroundings)
  }
  return same
}

function told({ count, checksum }: Digest): string {
  return `${thousands(count)} document${count === 1 ? '' : 's'}, checksum ${checksum.slice(0, 16)}`
}

async function nameDifferences(
  { what, from, to, declaration }: Pair,
  { say, signal }: Surroundings,
): Promise<void> {
  let count = 0
  for await (const { id, what: how } of differences(
    from.records(declaration),
    to.records(declaration),
    signal,
  )) {
    count += 1
    if (count <= NAMED) say(`${what}: ${id} ${how}`)
  }
  if (count > NAMED) say(`${what}: and ${thousands(count - NAMED)} more`)
}
