import { AUDIT_ENTRIES, type SeenLink, type StoredLink, verifyChain } from '@rewards/audit'
import type { KeptStore } from '@rewards/store'
import { checkFiles, openStores } from '../place/stores.ts'
import { thousands } from '../progress.ts'
import type { Ending, Surroundings } from '../run-command.ts'
import type { VerifyArguments } from './arguments.ts'
import { readSeen, type SeenAudits, writeSeen } from './seen-file.ts'

const BATCH = 500

/** Verifies the audits of the services asked for, tells of each, and notes what was seen when all are whole. */
export async function verifyAudits(
  { place, services, seen: file }: VerifyArguments,
  surroundings: Surroundings,
): Promise<Ending> {
  const { say, signal } = surroundings
  if (place.kind === 'sqlite') checkFiles(place, services)
  const before = await readSeen(file, place.name)
  await using stores = await openStores(place, services, surroundings)
  const seen: Record<string, SeenLink> = {}
  let problems = 0
  for (const [service, store] of stores.of) {
    const { problems: found, last } = await verifyChain(linksOf(store, signal), before[service])
    if (signal.aborted) return 'stopped'
    for (const problem of found) say(`${service}: ${problem}`)
    if (found.length === 0) say(`${service}: ${whole(last)}`)
    if (last) seen[service] = last
    problems += found.length
  }
  return conclude(problems, { file, place: place.name, seen }, say)
}

async function conclude(
  problems: number,
  { file, place, seen }: { file: string | undefined; place: string; seen: SeenAudits },
  say: Surroundings['say'],
): Promise<Ending> {
  if (problems > 0) {
    say(`Tampered with: ${thousands(problems)} found. What was seen before stays noted.`)
    return 'bad'
  }
  await writeSeen(file, place, seen)
  say(
    file === undefined
      ? `Every audit is whole, as far as can be seen ${WITHOUT_SEEN}.`
      : `Every audit is whole; noted in ${file}.`,
  )
  return 'good'
}

const WITHOUT_SEEN = 'without --seen: not, whether entries are gone from its end'

function whole(last: SeenLink | undefined): string {
  if (!last) return 'no entries'
  return `${thousands(last.sequence)} entr${last.sequence === 1 ? 'y' : 'ies'}, whole; the last has the hash ${last.hash}`
}

async function* linksOf(store: KeptStore, signal: AbortSignal): AsyncGenerator<StoredLink> {
  const records = store.records(AUDIT_ENTRIES)
  let after: string | undefined
  while (!signal.aborted) {
    const links = await records.scan(after, BATCH)
    yield* links
    after = links.at(-1)?.id
    if (links.length < BATCH) return
  }
}
