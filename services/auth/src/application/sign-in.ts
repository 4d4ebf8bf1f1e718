import { Violations } from '@rewards/errors'
import { LONGEST_DEVICE_TOKEN } from '../domain/device-token.ts'
import { emailKeyOf } from '../domain/email.ts'
import { signInRefused } from '../domain/errors.ts'
import { checkGivenPassword } from '../domain/password.ts'
import { knownDevice } from './devices.ts'
import { limitedMatch } from './limited-match.ts'
import { openSession, type SignedIn } from './open-session.ts'
import type { AuthPorts, CameFrom } from './ports.ts'
import { upgradeHash } from './upgrade-hash.ts'
import { userByEmail } from './users-by-email.ts'

export interface SignInRequest {
  readonly email: string
  readonly password: string
  /** Of an earlier sign-in from there; empty: none. */
  readonly deviceToken: string
}

/**
 * Checks a password and opens a session. What it answers, and when, tells nobody whether there is such an account. Throws
 * INVALID_FIELDS, SIGN_IN_REFUSED, SIGN_IN_BUSY, RATE_LIMITED, ACCOUNT_BANNED.
 */
export function signIn(ports: AuthPorts) {
  return async (request: SignInRequest, from: CameFrom, signal: AbortSignal): Promise<SignedIn> => {
    const { network } = from
    const { account, password } = check(request)
    const user = await userByEmail(ports, account)
    const device = user && (await knownDevice(ports, user.id, request.deviceToken))
    const given = { password, hash: user?.value.passwordHash }
    const matches = await limitedMatch(ports, { network, account, device }, given, signal)
    if (!user || !matches) throw signInRefused()
    await upgradeHash(ports, user, password, signal)
    return openSession(ports, user, from, device)
  }
}

function check(request: SignInRequest): { account: string; password: string } {
  const violations = new Violations()
  violations.text('email', request.email, { min: 1, max: 320 })
  violations.text('device_token', request.deviceToken, { min: 0, max: LONGEST_DEVICE_TOKEN })
  const password = checkGivenPassword(violations, 'password', request.password)
  violations.throwIfAny()
  return { account: emailKeyOf(request.email), password }
}
