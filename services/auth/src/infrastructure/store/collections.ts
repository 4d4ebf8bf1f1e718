import type { CollectionDeclaration, IndexDeclaration } from '@rewards/store'
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
    indexes: [
      {
        name: 'by_email',
        fields: ['emailKey'],
        unique: true,
        serves: 'one account per address; SignIn',
        read: 'majority',
      },
      { name: 'by_creation', fields: ['createdAtMs'], serves: 'ListUsers', read: 'majority' },
      ...byRole,
    ],
  },
  /** Those that owe visits are found by `dueAt`. */
  sessions: { name: 'sessions', indexes: [] },
  /** One document: the set of administrators, and the change of roles under way. */
  administrators: { name: 'administrators', indexes: [] },
  /** One document: the signing keys. */
  keyRings: { name: 'key_rings', indexes: [] },
} as const satisfies Record<string, CollectionDeclaration>
