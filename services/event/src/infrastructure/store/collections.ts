import { AUDIT_ENTRIES, OWED_AUDIT } from '@rewards/audit'
import { DEAD_LETTERS } from '@rewards/messaging'
import type { CollectionDeclaration, StoreDeclaration } from '@rewards/store'

/** What the event service keeps. Indexed fields are top-level fields of the documents in `domain/`. */
export const collections = {
  events: {
    name: 'events',
    holds: 'event definitions, with their conditions and rewards',
    due: 'its buckets, or its end (the sweep of events)',
    indexes: [
      { name: 'by_start', fields: ['startsAtMs'], serves: 'ListEvents' },
      { name: 'by_status', fields: ['status', 'startsAtMs'], serves: 'ListEvents of one status' },
      {
        name: 'by_owner',
        fields: ['ownerGroupId', 'startsAtMs'],
        serves: 'ListEvents of a group; the events whose claims a group sees',
      },
      OWED_AUDIT,
    ],
  },
  claims: {
    name: 'claims',
    holds: 'claims, one per event, user and slot, with all their attempts',
    due: 'the next step of its attempt: its stock, or the answer of reward (the sweep of claims)',
    indexes: [
      { name: 'by_change', fields: ['changedAtMs'], serves: 'ListClaims' },
      { name: 'by_event', fields: ['eventId', 'changedAtMs'], serves: 'ListClaims of one event' },
      { name: 'by_user', fields: ['userId', 'changedAtMs'], serves: 'ListMyClaims; ListClaims of one user' },
      { name: 'by_state', fields: ['state', 'changedAtMs'], serves: 'ListClaims in one state' },
      OWED_AUDIT,
    ],
  },
  buckets: {
    name: 'buckets',
    holds: 'the stock of limited rewards: the holders of up to 200 units each',
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
    holds: 'claims that were refused: one record per request, inserted once',
    indexes: [
      { name: 'by_time', fields: ['refusedAtMs'], serves: 'ListRefusals' },
      { name: 'by_event', fields: ['eventId', 'refusedAtMs'], serves: 'ListRefusals of one event' },
      { name: 'by_user', fields: ['userId', 'refusedAtMs'], serves: 'ListRefusals of one user' },
      { name: 'by_pair', fields: ['pair', 'refusedAtMs'], serves: 'GetClaimHistory' },
      { name: 'by_reason', fields: ['reason', 'refusedAtMs'], serves: 'ListRefusals for one reason' },
    ],
  },
} as const satisfies Record<string, CollectionDeclaration>

/** All collections of the service's store. */
export const storeDeclaration: StoreDeclaration = [...Object.values(collections), DEAD_LETTERS, AUDIT_ENTRIES]

/** Those whose documents are audited. */
export const AUDITED: StoreDeclaration = [collections.events, collections.claims, DEAD_LETTERS]
