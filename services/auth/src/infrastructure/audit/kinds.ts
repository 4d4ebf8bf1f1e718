import type { AuditedKind, AuditFields } from '@rewards/audit'
import type { KeyRing, SigningKey } from '../../domain/key-ring.ts'
import type { MetadataSchema } from '../../domain/metadata/metadata.ts'
import { rolesOf } from '../../domain/role.ts'
import type { ServiceAccount } from '../../domain/service-account.ts'
import type { Session } from '../../domain/session.ts'
import type { User } from '../../domain/user.ts'
import { accessFields } from './access-kinds.ts'

/**
 * What the audit shows of a user: what they may do, and by revisions that there was another change. Nothing that says who a
 * person is: the audit outlives the account.
 */
export const USER: AuditedKind<User> = {
  kind: 'user',
  shows: user => {
    const { roles, standing, serviceAccount, revision = 1, accessRevision = 1 } = user
    return {
      roles: rolesOf(roles).join(' '),
      state: standing?.state ?? 'ACTIVE',
      until: standing?.untilMs === undefined ? '' : timeText(standing.untilMs),
      revision: String(revision),
      accessRevision: String(accessRevision),
      ...accessFields(user),
      ...(serviceAccount && accountFields(serviceAccount)),
    }
  },
}

/** Of a session: whether, and why, it has ended. */
export const SESSION: AuditedKind<Session> = {
  kind: 'session',
  shows: ({ userId, ended }) => ({ userId, ended: ended?.why ?? '' }),
}

/** Of the signing keys: which there are, from when each signs, and which were revoked. */
export const KEY_RING: AuditedKind<NamedKeys> = {
  kind: 'signing keys',
  shows: ({ keys, revoked = [] }) =>
    Object.fromEntries([
      ...keys.map(({ kid, signsFromMs }) => [kid, `signs from ${timeText(signsFromMs)}`]),
      ...revoked.map(({ kid }) => [kid, 'revoked']),
    ]),
}

interface NamedKeys extends Pick<KeyRing, 'revoked'> {
  readonly keys: readonly Pick<SigningKey, 'kid' | 'signsFromMs'>[]
}

/** Of the keys that users' metadata may have: how each is declared. */
export const METADATA_SCHEMA: AuditedKind<MetadataSchema> = {
  kind: 'metadata schema',
  shows: ({ fields }) => Object.fromEntries(fields.map(field => [field.key, JSON.stringify(field)])),
}

function accountFields({ partner = '', disabled, apiKeys }: ServiceAccount): AuditFields {
  const keys = apiKeys.map(({ keyId, scopes, expiresAtMs }) => [
    keyId,
    `${scopes.join(' ')} until ${timeText(expiresAtMs)}`,
  ])
  return { partner, disabled: String(disabled ?? false), ...Object.fromEntries(keys) }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString()
}
