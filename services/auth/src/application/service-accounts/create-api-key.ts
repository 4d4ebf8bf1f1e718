import { Violations } from '@rewards/errors'
import { requireHeld } from '../../domain/giving.ts'
import { withKey } from '../../domain/service-account.ts'
import type { AuthPorts } from '../ports.ts'
import { changeServiceAccount } from './account-by-id.ts'
import { checkScopes } from './check-scopes.ts'
import { checkExpiry, type NewKey, newKey } from './new-key.ts'

export interface CreateApiKeyRequest {
  readonly serviceAccountId: string
  readonly displayName: string
  /** `undefined`: a permission that this version does not know. */
  readonly scopes: readonly (string | undefined)[]
  /** Epoch ms; NaN: no time that there is. */
  readonly expiresAtMs: number | undefined
}

/**
 * Makes an API key; a repeat makes another one. `held`: what the caller may do everywhere. Throws INVALID_FIELDS,
 * GIVES_MORE_THAN_HELD, SERVICE_ACCOUNT_NOT_FOUND, TOO_MANY_API_KEYS.
 */
export function createApiKey(ports: Pick<AuthPorts, 'users' | 'newSecret' | 'newId' | 'now'>) {
  return async (request: CreateApiKeyRequest, held: ReadonlySet<string>): Promise<NewKey> => {
    const { serviceAccountId, ...about } = check(request, ports.now())
    requireHeld(held, about.scopes)
    const made = newKey(ports, serviceAccountId, about)
    await changeServiceAccount(ports, serviceAccountId, account => withKey(account, made.key, ports.now()))
    return made
  }
}

function check({ serviceAccountId, ...about }: CreateApiKeyRequest, nowMs: number) {
  const violations = new Violations()
  violations.id('service_account_id', serviceAccountId, 'usr')
  const displayName = violations.text('display_name', about.displayName.trim(), { min: 1, max: 80 })
  const scopes = checkScopes(violations, about.scopes)
  const expiresAtMs = checkExpiry(violations, about.expiresAtMs, nowMs)
  violations.throwIfAny()
  return { serviceAccountId, displayName, scopes, expiresAtMs }
}
