import { Violations } from '@rewards/errors'
import { withoutKey } from '../../domain/service-account.ts'
import type { AuthPorts } from '../ports.ts'
import { changeServiceAccount, type StoredAccount } from './account-by-id.ts'

export interface RevokeApiKeyRequest {
  readonly serviceAccountId: string
  readonly apiKeyId: string
}

/** Takes a key out of use, and with it the account's tokens. Throws INVALID_FIELDS, SERVICE_ACCOUNT_NOT_FOUND. */
export function revokeApiKey(ports: Pick<AuthPorts, 'users' | 'now'>) {
  return async ({ serviceAccountId, apiKeyId }: RevokeApiKeyRequest): Promise<StoredAccount> => {
    const violations = new Violations()
    violations.id('service_account_id', serviceAccountId, 'usr')
    violations.id('api_key_id', apiKeyId, 'apk')
    violations.throwIfAny()
    return changeServiceAccount(ports, serviceAccountId, account =>
      withoutKey(account, apiKeyId, ports.now()),
    )
  }
}
