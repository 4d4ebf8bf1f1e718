import { Violations } from '@rewards/errors'
import { LONGEST_API_KEY, type PresentedKey, readApiKey } from '../../domain/api-key.ts'
import { type KeyUse, useKey } from '../../domain/service-account.ts'
import { apiKeyRefused } from '../../domain/service-account-errors.ts'
import { subjectOf } from '../../domain/subject.ts'
import type { User } from '../../domain/user.ts'
import { type AccessToken, signAccessToken } from '../access-token.ts'
import { withRefusalsCounted } from '../count-refusals.ts'
import type { AuthPorts, CameFrom } from '../ports.ts'

/** A token, and whose it is. */
export interface Exchanged {
  readonly userId: string
  readonly access: AccessToken
}

/**
 * Exchanges an API key for a token of its account, restricted to the key's scopes; it ends with the key at the latest. Throws
 * INVALID_FIELDS, API_KEY_REFUSED, ACCOUNT_BANNED, RATE_LIMITED.
 */
export function exchangeApiKey(ports: AuthPorts) {
  return async ({ apiKey }: { readonly apiKey: string }, { network }: CameFrom): Promise<Exchanged> => {
    const given = checkApiKey(apiKey)
    return withRefusalsCounted(ports, network, () => exchange(ports, given))
  }
}

async function exchange(ports: AuthPorts, given: string): Promise<Exchanged> {
  const presented = readApiKey(given)
  const { user, key } = presented ? await present(ports, presented) : {}
  if (!presented || !user || !key) throw apiKeyRefused()
  const userId = presented.accountId
  const subject = { ...subjectOf(userId, user, ports.now()), permissions: key.scopes }
  return { userId, access: await signAccessToken(ports, subject, key.expiresAtMs) }
}

function checkApiKey(given: string): string {
  const violations = new Violations()
  violations.text('api_key', given, { min: 1, max: LONGEST_API_KEY })
  violations.throwIfAny()
  return given
}

/** One guarded write, or none when the key's use was noted lately; decided on the account as it is now either way. */
async function present(
  { users, now }: AuthPorts,
  presented: PresentedKey,
): Promise<{ readonly user: User | undefined } & Partial<KeyUse>> {
  let use: KeyUse | undefined
  const { stored } = await users.update(presented.accountId, (value, rev) => {
    use = value && useKey({ rev, value }, presented, now())
    return use?.next
  })
  return { user: stored?.value, ...use }
}
