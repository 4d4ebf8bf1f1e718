import { holdPlace } from '../place/hold.ts'
import { checkFiles, openStores, type Stores } from '../place/stores.ts'
import type { Ending, Surroundings } from '../run-command.ts'
import type { Services } from '../services.ts'
import { type Admitted, admit, checkNotEmpty } from './admission.ts'
import type { CopyArguments } from './arguments.ts'
import { compare } from './compare.ts'
import { copyDocuments } from './copy-documents.ts'
import { pairsOf } from './pairs.ts'
import { whatNext } from './what-next.ts'

/** Copies the stores of all services, compares both sides, and says what to do next. */
export async function copyStores(
  { from, to }: CopyArguments,
  services: Services,
  surroundings: Surroundings,
): Promise<Ending> {
  const { say } = surroundings
  if (from.kind === 'sqlite') checkFiles(from, services)
  using _source = holdPlace(from, services)
  await using source = await openStores(from, services, surroundings)
  await checkNotEmpty(source, services)
  using _target = holdPlace(to, services)
  await using target = await openStores(to, services, surroundings)
  const admitted = await admit(source, target, services)
  say(`Copying ${from.name} to ${to.name}.`)
  for (const place of [from, to])
    if (place.kind === 'mongodb')
      say(`Who uses ${place.name} cannot be seen from here: let no service run on it.`)
  const ending = await copyAndCompare(source, target, services, admitted, surroundings)
  if (ending === 'good') for (const line of whatNext(from, to)) say(line)
  return ending
}

async function copyAndCompare(
  source: Stores,
  target: Stores,
  services: Services,
  admitted: ReadonlyMap<string, Admitted>,
  surroundings: Surroundings,
): Promise<Ending> {
  const { say, signal } = surroundings
  const pairs = pairsOf(source, target, services)
  const open = [...admitted].filter(([, { isOpen }]) => isOpen)
  if (open.length === 0) say('An earlier run has copied everything; only comparing.')
  for (const [service, { finish }] of open) {
    for (const pair of pairs.filter(each => each.service === service))
      if (!(await copyDocuments(pair, surroundings))) return stopped(surroundings)
    await finish()
  }
  say('Comparing both sides, document by document.')
  let differing = 0
  for (const pair of pairs) if (!(await compare(pair, surroundings))) differing += 1
  if (signal.aborted) return stopped(surroundings)
  say(differing === 0 ? 'Both sides hold the same.' : DIFFERENT)
  return differing === 0 ? 'good' : 'bad'
}

const DIFFERENT =
  'The two sides differ, as told above: somebody wrote to one of them during the copy or since. Stop whoever does, and copy again into an empty target.'

function stopped({ say }: Surroundings): Ending {
  say('Stopped. The same command goes on from here.')
  return 'stopped'
}
