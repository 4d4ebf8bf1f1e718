import type { CollectionDeclaration } from '@rewards/store'

/** What the event service keeps. Indexed fields are top-level fields of the documents in `domain/`. */
export const collections = {
  events: {
    name: 'events',
    indexes: [
      { name: 'by_start', fields: ['startsAtMs'], serves: 'ListEvents' },
      { name: 'by_status', fields: ['status', 'startsAtMs'], serves: 'ListEvents of one status' },
    ],
  },
  claims: {
    name: 'claims',
    indexes: [
      { name: 'by_change', fields: ['changedAtMs'], serves: 'ListClaims' },
      { name: 'by_event', fields: ['eventId', 'changedAtMs'], serves: 'ListClaims of one event' },
      { name: 'by_user', fields: ['userId', 'changedAtMs'], serves: 'ListMyClaims; ListClaims of one user' },
      { name: 'by_state', fields: ['state', 'changedAtMs'], serves: 'ListClaims in one state' },
    ],
  },
  buckets: {
    name: 'buckets',
    indexes: [
      {
        name: 'by_room',
        fields: ['rewardKey', 'room'],
        serves: 'a bucket of a reward that has room',
        read: 'majority',
      },
      {
        name: 'by_settled',
        fields: ['rewardKey', 'settled'],
        serves: 'whether a reward is sold out for good',
        read: 'majority',
      },
      {
        name: 'to_scan',
        fields: ['settled', 'room'],
        serves: 'the scan: full buckets that are not settled',
        read: 'majority',
      },
    ],
  },
  refusals: {
    name: 'refusals',
    indexes: [
      { name: 'by_time', fields: ['refusedAtMs'], serves: 'ListRefusals' },
      { name: 'by_event', fields: ['eventId', 'refusedAtMs'], serves: 'ListRefusals of one event' },
      { name: 'by_user', fields: ['userId', 'refusedAtMs'], serves: 'ListRefusals of one user' },
      { name: 'by_pair', fields: ['pair', 'refusedAtMs'], serves: 'GetClaimHistory' },
      { name: 'by_reason', fields: ['reason', 'refusedAtMs'], serves: 'ListRefusals for one reason' },
    ],
  },
} as const satisfies Record<string, CollectionDeclaration>
