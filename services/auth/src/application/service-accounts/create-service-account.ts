import { Violations } from '@rewards/errors'
import { derivedId, hashOf } from '../../domain/derived-id.ts'
import { keyReused } from '../../domain/errors.ts'
import { requireHeld } from '../../domain/giving.ts'
import { roleSet } from '../../domain/role.ts'
import type { User } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'
import { asAccount, type StoredAccount } from './account-by-id.ts'

export interface CreateServiceAccountRequest {
  readonly idempotencyKey: string
  readonly displayName: string
  /** '': none. */
  readonly partner: string
}

/** Who makes it. */
export interface Maker {
  readonly userId: string
  readonly held: ReadonlySet<string>
  /** What the role SERVICE carries, and the account with it. */
  readonly given: ReadonlySet<string>
}

const PARTNER = /^[a-z0-9-]{1,40}$/

/**
 * Makes a service account, once per caller and idempotency key. A repeat gives the account as it is by then. Throws
 * INVALID_FIELDS, GIVES_MORE_THAN_HELD, KEY_REUSED.
 */
export function createServiceAccount({ users, now }: Pick<AuthPorts, 'users' | 'now'>) {
  return async (
    request: CreateServiceAccountRequest,
    { userId, held, given }: Maker,
  ): Promise<StoredAccount> => {
    const { displayName, partner } = check(request)
    requireHeld(held, given)
    const id = derivedId('usr', 'CreateServiceAccount', userId, request.idempotencyKey)
    const requestFingerprint = hashOf(displayName, partner)
    const value: User = {
      kind: 'SERVICE',
      serviceAccount: { ...(partner !== '' && { partner }), apiKeys: [] },
      displayName,
      roles: roleSet(['SERVICE']),
      createdAtMs: now(),
      revision: 1,
      requestFingerprint,
    }
    if (await users.insertOnce(id, value)) return asAccount(id, { id, rev: 1, value })
    const there = asAccount(id, await users.get(id))
    if (there.value.requestFingerprint !== requestFingerprint) throw keyReused()
    return there
  }
}

function check(
  request: CreateServiceAccountRequest,
): Pick<CreateServiceAccountRequest, 'displayName' | 'partner'> {
  const violations = new Violations()
  violations.text('idempotency_key', request.idempotencyKey, { min: 1, max: 100 })
  const displayName = violations.text('display_name', request.displayName.trim(), { min: 1, max: 80 })
  const { partner } = request
  if (partner !== '' && !PARTNER.test(partner))
    violations.add('partner', 'is no name of a partner; allowed are 1 to 40 of a-z, 0-9 and -')
  violations.throwIfAny()
  return { displayName, partner }
}
