import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ApiKeySchema, ServiceAccountSchema } from '@rewards/contracts/auth'
import type { StoredAccount } from '../../application/service-accounts/account-by-id.ts'
import type { NewKey } from '../../application/service-accounts/new-key.ts'
import type { ApiKey } from '../../domain/api-key.ts'
import { revisionOf } from '../../domain/user.ts'
import { timestampOf } from './times.ts'

/** Each field by name: the keys' hashes are not mentioned here. */
export function serviceAccountOf(account: StoredAccount): MessageInitShape<typeof ServiceAccountSchema> {
  const { displayName, createdAtMs, serviceAccount } = account.value
  return {
    serviceAccountId: account.id,
    displayName,
    partner: serviceAccount.partner ?? '',
    disabled: serviceAccount.disabled ?? false,
    createdAt: timestampOf(createdAtMs),
    revision: revisionOf(account),
    apiKeys: serviceAccount.apiKeys.map(apiKeyMessage),
  }
}

export function newKeyMessage({ key, secret }: NewKey) {
  return { apiKey: apiKeyMessage(key), secret }
}

function apiKeyMessage({ lastUsedAtMs, ...key }: ApiKey): MessageInitShape<typeof ApiKeySchema> {
  return {
    apiKeyId: key.keyId,
    displayName: key.displayName,
    prefix: key.prefix,
    scopes: [...key.scopes],
    createdAt: timestampOf(key.createdAtMs),
    expiresAt: timestampOf(key.expiresAtMs),
    ...(lastUsedAtMs !== undefined && { lastUsedAt: timestampOf(lastUsedAtMs) }),
  }
}
