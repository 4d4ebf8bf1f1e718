import { AUDIT_ENTRIES, OWED_AUDIT } from '@rewards/audit'
import { DEAD_LETTERS } from '@rewards/messaging'
import type { CollectionDeclaration, StoreDeclaration } from '@rewards/store'

/** What the reward service keeps. Indexed fields are fields of the documents in `domain/`. */
export const collections = {
  grants: {
    name: 'grants',
    holds: 'grants, one per claim and reward, with what the provider answered',
    indexes: [
      { name: 'by_change', fields: ['changedAtMs'], serves: 'ListGrants' },
      {
        name: 'by_user',
        fields: ['userId', 'changedAtMs'],
        serves: 'ListMyGrants, GetMyBalance; ListGrants of one user',
        read: 'majority',
      },
      { name: 'by_claim', fields: ['claimId', 'changedAtMs'], serves: 'ListGrants of one claim' },
      { name: 'by_event', fields: ['eventId', 'changedAtMs'], serves: 'ListGrants of one event' },
      { name: 'by_state', fields: ['state', 'changedAtMs'], serves: 'ListGrants in one state' },
    ],
  },
  simulation: { name: 'simulation', holds: 'one document: how the simulator behaves', indexes: [OWED_AUDIT] },
  simulatorAnswers: {
    name: 'simulator_answers',
    holds: 'the books of the simulator: its answers by key, inserted once',
    indexes: [],
  },
} as const satisfies Record<string, CollectionDeclaration>

/** All collections of the service's store. */
export const storeDeclaration: StoreDeclaration = [...Object.values(collections), DEAD_LETTERS, AUDIT_ENTRIES]

/** Those whose documents are audited. */
export const AUDITED: StoreDeclaration = [collections.simulation, DEAD_LETTERS]
