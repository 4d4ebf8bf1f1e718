import type { CollectionDeclaration, KeptStore } from '@rewards/store'
import { type Migration, migrate } from '@rewards/store/keeping'
import { Progress, thousands } from '../progress.ts'
import type { Surroundings } from '../run-command.ts'

/** A list that is longer is no help to read; the number stands at the end. */
const NAMED = 20

/** Migrates one collection and tells of it. `what` names it. */
export async function migrateCollection(
  what: string,
  store: KeptStore,
  declaration: CollectionDeclaration,
  { say, now, signal }: Surroundings,
): Promise<Migration> {
  const version = declaration.version ?? 1
  const progress = new Progress(`${what}, to version ${version}`, await store.records(declaration).size(), {
    say,
    now,
  })
  let named = 0
  const migration = await migrate(store, declaration, {
    signal,
    onProgress: ({ passed }) => progress.at(passed),
    onUnreadable: ({ id, reason }) => {
      named += 1
      if (named <= NAMED) say(`${what}: ${id} cannot be brought to version ${version}: ${reason}`)
      if (named === NAMED + 1) say(`${what}: and more, which are not named`)
    },
  })
  say(`${what}: ${told(migration, version)}`)
  return migration
}

function told({ passed, migrated, unreadable, finished, resumed }: Migration, version: number): string {
  const documents = `${thousands(passed)} document${passed === 1 ? '' : 's'}`
  const left = unreadable > 0 ? `, ${thousands(unreadable)} left as they are` : ''
  if (!finished)
    return `stopped behind ${documents}; ${thousands(migrated)} brought to version ${version}${left}`
  if (migrated + unreadable === 0) return `${documents}, of version ${version}: nothing to do`
  const since = resumed ? ' since it was stopped' : ''
  return `${documents}, ${thousands(migrated)} brought to version ${version}${since}${left}`
}
