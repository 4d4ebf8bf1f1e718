import { Violations } from '@rewards/errors'
import type { AuthPorts } from '../ports.ts'
import { asAccount, type StoredAccount } from './account-by-id.ts'

/** One service account. Throws INVALID_FIELDS, SERVICE_ACCOUNT_NOT_FOUND. */
export function getServiceAccount({ users }: Pick<AuthPorts, 'users'>) {
  return async ({ serviceAccountId }: { readonly serviceAccountId: string }): Promise<StoredAccount> => {
    const violations = new Violations()
    violations.id('service_account_id', serviceAccountId, 'usr')
    violations.throwIfAny()
    return asAccount(serviceAccountId, await users.get(serviceAccountId))
  }
}
