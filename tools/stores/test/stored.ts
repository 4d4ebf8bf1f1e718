import { type Collection, type Kept, storeOver } from '@rewards/store'
import { type Place, sqlitePlace } from '../src/place/place.ts'
import { openStores } from '../src/place/stores.ts'
import type { Services } from '../src/services.ts'
import type { Thing } from './fixtures/things.ts'

/** The things of a service of the fixtures, opened until it is disposed of. */
export async function openThings(where: string | Place, services: Services, service: string) {
  const stores = await openStores(typeof where === 'string' ? sqlitePlace(where) : where, services)
  const [store, declaration] = [stores.of.get(service), services[service]?.[0]]
  if (store === undefined || declaration === undefined) throw new Error(`there is no service ${service}`)
  const things: Collection<Thing> = storeOver(store).collection<Thing>(declaration)
  return {
    things,
    records: store.records(declaration),
    [Symbol.asyncDispose]: () => stores[Symbol.asyncDispose](),
  }
}

export async function insert(
  where: string | Place,
  services: Services,
  service: string,
  documents: Readonly<Record<string, Thing>>,
): Promise<void> {
  await using opened = await openThings(where, services, service)
  await Promise.all(Object.entries(documents).map(([id, thing]) => opened.things.insertOnce(id, thing)))
}

/** All documents as they lie there. */
export async function keptIn(
  where: string | Place,
  services: Services,
  service: string,
): Promise<readonly Kept[]> {
  await using opened = await openThings(where, services, service)
  const found: Kept[] = []
  for (let after: string | undefined; ; after = found.at(-1)?.id) {
    const more = await opened.records.scan(after, 1000)
    if (more.length === 0) return found
    found.push(...more)
  }
}

/** So many things. */
export function numbered(count: number): Readonly<Record<string, Thing>> {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`thing_${n}`, { count: n }]))
}
