import { RewardsError } from '@rewards/errors'

export function serviceAccountNotFound(serviceAccountId: string): RewardsError {
  const message = `there is no service account ${serviceAccountId}`
  return new RewardsError('not_found', 'SERVICE_ACCOUNT_NOT_FOUND', message, {
    metadata: { serviceAccountId },
  })
}

export function apiKeyNotFound(apiKeyId: string): RewardsError {
  const message = `the account has no API key ${apiKeyId} that is still good`
  return new RewardsError('not_found', 'API_KEY_NOT_FOUND', message, { metadata: { apiKeyId } })
}

export function tooManyApiKeys(most: number): RewardsError {
  const message = `the account has ${most} API keys already; revoke one first`
  return new RewardsError('failed_precondition', 'TOO_MANY_API_KEYS', message, {
    metadata: { most: String(most) },
  })
}

export function givesMoreThanHeld(permissions: readonly string[]): RewardsError {
  const list = permissions.join(', ')
  const message = `you do not hold ${list} where you want to give it`
  return new RewardsError('permission_denied', 'GIVES_MORE_THAN_HELD', message, {
    metadata: { permissions: list },
  })
}

/** The same for whatever is wrong with a key. */
export function apiKeyRefused(): RewardsError {
  const message = 'the API key is unknown, revoked or expired, or its account is disabled'
  return new RewardsError('unauthenticated', 'API_KEY_REFUSED', message)
}

export function noPartner(): RewardsError {
  const message = 'only an enabled service account of a partner gets tokens for its players'
  return new RewardsError('permission_denied', 'NO_PARTNER', message)
}
