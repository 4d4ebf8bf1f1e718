import { Violations } from '@rewards/errors'
import { revisionMismatch } from '../../domain/errors.ts'
import { isAsWanted, type Wanted, withWanted } from '../../domain/service-account.ts'
import { revisionOf } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'
import { changeServiceAccount, type StoredAccount } from './account-by-id.ts'

export interface UpdateServiceAccountRequest extends Wanted {
  readonly serviceAccountId: string
  readonly expectedRevision: number
}

/**
 * Renames, disables or enables an account. The same change again gives the same answer while nothing else changed the account.
 * Throws INVALID_FIELDS, SERVICE_ACCOUNT_NOT_FOUND, REVISION_MISMATCH.
 */
export function updateServiceAccount(ports: Pick<AuthPorts, 'users' | 'now'>) {
  return async (request: UpdateServiceAccountRequest): Promise<StoredAccount> => {
    const { serviceAccountId, expectedRevision, wanted } = check(request)
    return changeServiceAccount(ports, serviceAccountId, account => {
      const revision = revisionOf(account)
      if (revision === expectedRevision) return withWanted(account, wanted, ports.now())
      if (revision === expectedRevision + 1 && isAsWanted(account, wanted)) return undefined
      throw revisionMismatch(expectedRevision, revision)
    })
  }
}

function check({ serviceAccountId, expectedRevision, displayName, disabled }: UpdateServiceAccountRequest) {
  const violations = new Violations()
  violations.id('service_account_id', serviceAccountId, 'usr')
  violations.integer('expected_revision', expectedRevision, { min: 1, max: 2_147_483_647 })
  const name = displayName?.trim()
  if (name !== undefined) violations.text('display_name', name, { min: 1, max: 80 })
  violations.throwIfAny()
  return { serviceAccountId, expectedRevision, wanted: { displayName: name, disabled } }
}
