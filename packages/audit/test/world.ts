import { type Collection, type KeptStore, storeOver } from '@rewards/store'
import {
  AUDIT_ENTRIES,
  AuditChain,
  type AuditedCall,
  type AuditedKind,
  type AuditLink,
  auditedCollection,
  OWED_AUDIT,
  type SeenLink,
  sweepAudit,
  verifyChain,
  withAuditedCall,
} from '../src/index.ts'
import type { Place } from './places.ts'

/** A document whose changes are audited. */
export interface Door {
  readonly open: boolean
  readonly code?: string
}

export const DOORS = { name: 'doors', holds: 'doors', indexes: [OWED_AUDIT] }

/** The code is nobody's business. */
export const DOOR: AuditedKind<Door> = { kind: 'door', shows: ({ open }) => ({ open: String(open) }) }

let calls = 0
let ids = 0

export const newId = (kind: string) => `${kind}_${++ids}`

/** A call of somebody, at once. */
export function someCall(given: Partial<AuditedCall> = {}): AuditedCall {
  calls += 1
  return {
    atMs: 1_000 + calls,
    actorId: 'usr_ann',
    action: 'rewards.test.v1.DoorService/OpenDoor',
    traceId: '0af7651916cd43dd8448eb211c80319c',
    ...given,
  }
}

export type World = Awaited<ReturnType<typeof openWorld>>

/** One process on the place. */
export async function openWorld(place: Place) {
  const driver = await place.open([DOORS, AUDIT_ENTRIES])
  const store = storeOver(driver)
  const kept: Collection<Door> = store.collection(DOORS)
  const doors = auditedCollection(kept, DOOR, newId)
  const links: Collection<AuditLink> = store.collection(AUDIT_ENTRIES)
  const chain = new AuditChain(links)
  const notMoved: string[] = []
  const ports = { chain, collections: [kept], notMoved: (id: string) => void notMoved.push(id) }
  return {
    driver,
    doors,
    kept,
    links,
    chain,
    ports,
    notMoved,
    change: (id: string, after: Door, call = someCall()) =>
      withAuditedCall(call, () => doors.update(id, () => after)),
    sweep: () => sweepAudit(ports)(new AbortController().signal),
    entries: async () =>
      (await links.page({ index: 'by_sequence', limit: 1_000 })).items.map(item => item.value),
    verify: (seen?: SeenLink) => verifyChain(linksOf(driver), seen),
    close: () => store.close(),
  }
}

/** The chain as it lies in the store, in the order of its ids. */
async function* linksOf(store: KeptStore) {
  yield* await store.records(AUDIT_ENTRIES).scan(undefined, 1_000)
}
