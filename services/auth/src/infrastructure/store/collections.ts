import { AUDIT_ENTRIES, OWED_AUDIT } from '@rewards/audit'
import type { CollectionDeclaration, IndexDeclaration, StoreDeclaration } from '@rewards/store'
import { indexOfRole } from '../../application/list-users.ts'
import { ROLES } from '../../domain/role.ts'

/** Every user has the role USER, so that only the others are worth an index: it has their users alone. */
const byRole: readonly IndexDeclaration[] = ROLES.filter(role => role !== 'USER').map(role => ({
  name: indexOfRole(role),
  fields: [`roles.${role}`, 'createdAtMs'],
  serves: `ListUsers with the role ${role}`,
  read: 'majority',
}))

/** What the auth service keeps; all of it is read by majority: who may enter is never answered from what may be undone. Indexed fields are fields of the documents in `domain/`. */
export const collections = {
  users: {
    name: 'users',
    holds: 'users: address, password hash, roles, profile, metadata',
    indexes: [
      {
        name: 'by_email',
        fields: ['emailKey'],
        unique: true,
        serves: 'one account per address; SignIn; SearchUsers by address',
        read: 'majority',
      },
      {
        name: 'by_display_name',
        fields: ['displayNameKey'],
        serves: 'SearchUsers by name',
        read: 'majority',
      },
      {
        name: 'by_state',
        fields: ['standing.state', 'createdAtMs'],
        serves: 'ListUsers in one state; those who were ever in another than ACTIVE are in it',
        read: 'majority',
      },
      {
        name: 'by_suspension_end',
        fields: ['standing.untilMs'],
        serves: 'suspensions that are over (the sweep of standings)',
        read: 'majority',
      },
      {
        name: 'by_use',
        fields: ['usedAtMs'],
        serves: 'accounts in use, the longest unused first (the sweep of standings)',
        read: 'majority',
      },
      {
        name: 'by_erasure_owed',
        fields: ['erasureOwedSinceMs'],
        serves: 'erased accounts whose sessions are still to be ended (the sweep of standings)',
        read: 'majority',
      },
      {
        name: 'by_email_tag',
        fields: ['emailTag'],
        unique: true,
        serves: 'one account per address for ever: an erased one is not taken again',
        read: 'majority',
      },
      { name: 'by_creation', fields: ['createdAtMs'], serves: 'ListUsers', read: 'majority' },
      {
        name: 'by_kind',
        fields: ['kind', 'createdAtMs'],
        serves: 'ListServiceAccounts; people have no kind',
        read: 'majority',
      },
      ...byRole,
      OWED_AUDIT,
      {
        name: 'by_access_change',
        fields: ['accessChangedAtMs'],
        serves: 'ListAccessChanges: whose tokens count no more',
        read: 'majority',
      },
    ],
  },
  sessions: {
    name: 'sessions',
    holds: 'sessions: a family of refresh tokens each',
    due: 'visits that condition has not confirmed (the sweep of visits)',
    indexes: [
      OWED_AUDIT,
      {
        name: 'by_user',
        fields: ['userId', 'expiresAtMs'],
        serves: 'ListMySessions, ListUserSessions',
        read: 'majority',
      },
      {
        name: 'by_end',
        fields: ['ended.atMs'],
        serves: 'ListAccessChanges: sessions whose tokens count no more',
        read: 'majority',
      },
    ],
  },
  administrators: {
    name: 'administrators',
    holds: 'one document: the set of administrators, and the change of roles under way',
    indexes: [],
  },
  metadataSchemas: {
    name: 'metadata_schemas',
    holds: 'one document: the keys that users’ metadata may have',
    indexes: [OWED_AUDIT],
  },
  keyRings: { name: 'key_rings', holds: 'one document: the signing keys', indexes: [OWED_AUDIT] },
  attempts: {
    name: 'attempts',
    holds:
      'how often was tried what is limited: 1,024 documents at most, keyed hashes instead of addresses and accounts',
    indexes: [],
  },
  hashKeys: { name: 'hash_keys', holds: 'one document: the key of all keyed hashes', indexes: [] },
  customRoles: {
    name: 'custom_roles',
    holds: 'one document: the roles that are not built in',
    indexes: [OWED_AUDIT],
  },
  groupTrees: {
    name: 'group_trees',
    holds: 'one document: the tree of groups, and the roles that their members hold; at most 2,000 groups',
    indexes: [OWED_AUDIT],
  },
  groupPeople: {
    name: 'group_people',
    holds: 'who ever came into a group, to be found by it; whether they are in it, their own document tells',
    indexes: [
      { name: 'by_group', fields: ['groupId', 'sinceMs'], serves: 'ListGroupMembers', read: 'majority' },
    ],
  },
} as const satisfies Record<string, CollectionDeclaration>

/** All collections of the service's store. */
export const storeDeclaration: StoreDeclaration = [...Object.values(collections), AUDIT_ENTRIES]

/** Those whose documents are audited. */
export const AUDITED: StoreDeclaration = [
  collections.users,
  collections.sessions,
  collections.keyRings,
  collections.metadataSchemas,
  collections.customRoles,
  collections.groupTrees,
]
