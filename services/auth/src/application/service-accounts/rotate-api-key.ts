import { Violations } from '@rewards/errors'
import { requireHeld } from '../../domain/giving.ts'
import { goodKey, withSuccessor } from '../../domain/service-account.ts'
import type { AuthPorts } from '../ports.ts'
import { changeServiceAccount } from './account-by-id.ts'
import { getServiceAccount } from './get-service-account.ts'
import { checkExpiry, type NewKey, newKey } from './new-key.ts'

export interface RotateApiKeyRequest {
  readonly serviceAccountId: string
  readonly apiKeyId: string
  /** How long the old key goes on; NaN: no span that there is. */
  readonly overlapMs: number | undefined
  /** Of the new key, epoch ms; NaN: no time that there is. */
  readonly expiresAtMs: number | undefined
}

const DAY_MS = 24 * 3_600_000
const LONGEST_OVERLAP_MS = 30 * DAY_MS

/**
 * Makes the successor of a key, with its name and scopes, in the write that ends the old one; a repeat makes another one.
 * Throws INVALID_FIELDS, SERVICE_ACCOUNT_NOT_FOUND, API_KEY_NOT_FOUND, GIVES_MORE_THAN_HELD, TOO_MANY_API_KEYS.
 */
export function rotateApiKey(ports: Pick<AuthPorts, 'users' | 'newSecret' | 'newId' | 'now'>) {
  return async (request: RotateApiKeyRequest, held: ReadonlySet<string>): Promise<NewKey> => {
    const nowMs = ports.now()
    const { expiresAtMs, endsAtMs } = check(request, nowMs)
    const { serviceAccountId, apiKeyId } = request
    // Neither the name nor the scopes of a key ever change, so that they may be read before the write.
    const old = goodKey(await getServiceAccount(ports)(request), apiKeyId, nowMs)
    requireHeld(held, old.scopes)
    const { displayName, scopes } = old
    const made = newKey(ports, serviceAccountId, { displayName, scopes, expiresAtMs })
    const successor = { next: made.key, endsAtMs }
    await changeServiceAccount(ports, serviceAccountId, account =>
      withSuccessor(account, apiKeyId, successor, nowMs),
    )
    return made
  }
}

function check({ serviceAccountId, apiKeyId, ...times }: RotateApiKeyRequest, nowMs: number) {
  const violations = new Violations()
  violations.id('service_account_id', serviceAccountId, 'usr')
  violations.id('api_key_id', apiKeyId, 'apk')
  const { overlapMs = DAY_MS } = times
  if (!(overlapMs >= 0 && overlapMs <= LONGEST_OVERLAP_MS)) violations.add('overlap', 'is not 0 to 30 days')
  const expiresAtMs = checkExpiry(violations, times.expiresAtMs, nowMs)
  violations.throwIfAny()
  return { expiresAtMs, endsAtMs: nowMs + overlapMs }
}
