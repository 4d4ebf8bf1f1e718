/** Everything that a method's policy may ask for, and what it lets its holder do. */
export const PERMISSIONS = {
  'event.write': 'create events and rewards, change them and their status',
  'claim.read': "read anyone's claims, refusals and their history",
  'claim.retry': 'open the next attempt of a failed claim',
  'grant.read': "read anyone's grants and balances",
  'activity.write': 'record what users did',
  'condition.evaluate': 'evaluate conditions, and read the progress, of another user than the caller',
  'user.read': 'read accounts',
  'user.write': 'create accounts, set their roles and status',
  'serviceaccount.read': 'read service accounts and what is known of their API keys',
  'serviceaccount.write': 'make, change and disable service accounts, and their API keys',
  'token.exchange': "get tokens for the players of the caller's partner",
  'key.rotate': 'make a new signing key',
  'deadletter.read': 'read messages that could not be handled',
  'deadletter.replay': 'hand such a message to its consumer again',
  'simulator.write': 'steer the simulated reward provider',
} as const

/** The name of a permission, `<thing>.<verb>`. */
export type Permission = keyof typeof PERMISSIONS

const EVERY_PERMISSION = Object.keys(PERMISSIONS) as Permission[]

/**
 * Which permissions a role carries: the one table, used to enforce and to document. Methods that ask only for an
 * authenticated caller need none, so USER has none: a user reads events and acts on their own claims and grants.
 */
export const ROLE_PERMISSIONS = {
  USER: [],
  OPERATOR: [
    'event.write',
    'claim.read',
    'claim.retry',
    'grant.read',
    'condition.evaluate',
    'deadletter.read',
  ],
  AUDITOR: ['claim.read', 'grant.read', 'deadletter.read'],
  ADMIN: EVERY_PERMISSION,
  SERVICE: ['activity.write', 'condition.evaluate', 'token.exchange'],
} as const satisfies Record<string, readonly Permission[]>

/** The name of a role. */
export type Role = keyof typeof ROLE_PERMISSIONS

/** Every role, in the order of the table. */
export const ROLES = Object.keys(ROLE_PERMISSIONS) as readonly Role[]

/** Whether a word is the name of a permission. */
export function isPermission(word: string): word is Permission {
  return Object.hasOwn(PERMISSIONS, word)
}

/** What these roles carry together. Unknown roles carry nothing: they may be of a newer version. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  const known = roles.filter((role): role is Role => Object.hasOwn(ROLE_PERMISSIONS, role))
  return new Set(known.flatMap(role => ROLE_PERMISSIONS[role]))
}
