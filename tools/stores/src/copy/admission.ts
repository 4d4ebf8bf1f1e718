import type { KeptStore, StoreDeclaration } from '@rewards/store'
import { KeptPosition } from '@rewards/store/keeping'
import type { Stores } from '../place/stores.ts'
import type { Services } from '../services.ts'
import { StoresError } from '../stores-error.ts'

/** What a target's store keeps of the copy that it is of. */
interface CopyNote {
  /** The source's name. */
  readonly from: string
  readonly finished: boolean
}

/** A target's store that takes this copy. */
export interface Admitted {
  /** False when an earlier run has copied everything. */
  readonly isOpen: boolean
  /** Notes that everything is copied. */
  finish(): Promise<void>
}

/**
 * Makes sure, before anything is written, that each of the target's stores is empty or was begun by a copy of the same source, and
 * notes the copy there. By the service's name. Throws a `StoresError` otherwise.
 */
export async function admit(
  from: Stores,
  to: Stores,
  services: Services,
): Promise<ReadonlyMap<string, Admitted>> {
  const notes = new Map<string, CopyNote | undefined>()
  for (const [service, store] of to.of) {
    const note = await noteOf(store).read()
    await check({ from, to, service, store, declaration: services[service] ?? [], note })
    notes.set(service, note)
  }
  const admitted = new Map<string, Admitted>()
  for (const [service, store] of to.of) {
    const kept = noteOf(store)
    const note = notes.get(service) ?? { from: from.name, finished: false }
    await kept.write(note)
    admitted.set(service, { isOpen: !note.finished, finish: () => kept.write({ ...note, finished: true }) })
  }
  return admitted
}

function noteOf(store: KeptStore): KeptPosition<CopyNote> {
  return new KeptPosition<CopyNote>(store, 'copy')
}

interface Target {
  readonly from: Stores
  readonly to: Stores
  readonly service: string
  readonly store: KeptStore
  readonly declaration: StoreDeclaration
  readonly note: CopyNote | undefined
}

async function check({ from, to, service, store, declaration, note }: Target): Promise<void> {
  if (note?.from === from.name) return
  if (note !== undefined)
    throw new StoresError(
      `${service} in ${to.name} is a copy of ${note.from}, not of ${from.name}; choose an empty target`,
    )
  const taken = await firstWithDocuments(store, declaration)
  if (taken !== undefined)
    throw new StoresError(
      `${to.name} holds other documents than this copy's (in ${service} ${taken}); choose an empty target`,
    )
}

/** Throws a `StoresError` when there is nothing to copy: most likely another place was meant. */
export async function checkNotEmpty(from: Stores, services: Services): Promise<void> {
  for (const [service, store] of from.of)
    if ((await firstWithDocuments(store, services[service] ?? [])) !== undefined) return
  throw new StoresError(`${from.name} holds no documents; is it the right place?`)
}

async function firstWithDocuments(
  store: KeptStore,
  declaration: StoreDeclaration,
): Promise<string | undefined> {
  for (const collection of declaration)
    if ((await store.records(collection).scan(undefined, 1)).length > 0) return collection.name
  return undefined
}
