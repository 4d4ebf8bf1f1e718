import type { CollectionDeclaration } from '@rewards/store'

/** What the reward service keeps. Indexed fields are fields of the documents in `domain/`. */
export const collections = {
  grants: {
    name: 'grants',
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
  /** One document: how the simulator behaves. */
  simulation: { name: 'simulation', indexes: [] },
  /** The simulator's own books: its answers by key, inserted once. */
  simulatorAnswers: { name: 'simulator_answers', indexes: [] },
} as const satisfies Record<string, CollectionDeclaration>
