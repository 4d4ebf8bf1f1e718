import type { Migration } from '@rewards/store/keeping'
import { checkFiles, openStores } from '../place/stores.ts'
import { thousands } from '../progress.ts'
import type { Ending, Surroundings } from '../run-command.ts'
import type { MigrateArguments } from './arguments.ts'
import { migrateCollection } from './migrate-collection.ts'

/** Migrates all collections of the services asked for, one after the other, and says what to do next. */
export async function migrateStores(
  { place, services }: MigrateArguments,
  surroundings: Surroundings,
): Promise<Ending> {
  const { say, signal } = surroundings
  if (place.kind === 'sqlite') checkFiles(place, services)
  await using stores = await openStores(place, services, surroundings)
  say(`Migrating ${stores.name}: ${Object.keys(services).join(', ')}.`)
  const migrations: Migration[] = []
  for (const [service, store] of stores.of)
    for (const declaration of services[service] ?? []) {
      if (signal.aborted) break
      migrations.push(
        await migrateCollection(`${service} ${declaration.name}`, store, declaration, surroundings),
      )
    }
  const { sentence, ending } = outcomeOf(migrations, signal.aborted)
  say(sentence)
  return ending
}

function outcomeOf(migrations: readonly Migration[], stopped: boolean): { sentence: string; ending: Ending } {
  const sum = (of: (migration: Migration) => number) => migrations.reduce((all, each) => all + of(each), 0)
  const migrated = `${thousands(sum(each => each.migrated))} migrated`
  const unreadable = sum(each => each.unreadable)
  if (stopped)
    return { sentence: `Stopped, ${migrated}. The same command goes on from here.`, ending: 'stopped' }
  if (unreadable > 0)
    return {
      sentence: `${migrated}; ${thousands(unreadable)} could not be and are as they were. Their reasons stand above: mend the upgrade of their collection, or migrate with the program in between, and run this again.`,
      ending: 'bad',
    }
  if (migrations.some(({ resumed }) => resumed))
    return {
      sentence: `Done, ${migrated}. This run went on where one had been stopped; once more, and "nothing to do" says that nothing was left behind it.`,
      ending: 'good',
    }
  const done = sum(each => each.migrated) === 0 ? 'Nothing to do' : `Done, ${migrated}`
  return { sentence: `${done}: every document is of the version that this program writes.`, ending: 'good' }
}
