import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import type { SignInResponse } from '@rewards/contracts/auth'
import { bearer, type Gateways } from '../gateways/gateways.ts'
import { untilFinal } from '../gateways/until-final.ts'
import { TortureError } from '../torture-error.ts'

/** Somebody in whose name calls are made. */
export interface SignedIn {
  readonly userId: string
  /** The options of a call in their name. Rejects when they cannot sign in. */
  options(signal: AbortSignal): Promise<ReturnType<typeof bearer>>
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

/** Somebody with an access token that is renewed when it gets old. */
export class Account implements SignedIn {
  readonly userId: string
  readonly #credentials: Credentials
  readonly #gateways: Gateways
  #session: Session
  #renewing: Promise<Session> | undefined

  private constructor(gateways: Gateways, credentials: Credentials, session: Session) {
    this.#gateways = gateways
    this.#credentials = credentials
    this.#session = session
    this.userId = session.userId
  }

  /** Signs up as a user would; by whom an account was made before, it is signed in with. */
  static async signUp(gateways: Gateways, credentials: Credentials, signal: AbortSignal): Promise<Account> {
    const request = { ...credentials, displayName: 'Claimer' }
    try {
      const response = await untilFinal('a sign-up', () => gateways.any().auth.signUp(request), signal)
      return new Account(gateways, credentials, sessionOf(response))
    } catch (err) {
      if (ConnectError.from(err).code !== Code.AlreadyExists) throw err
      // Nobody else uses this address: an earlier try of this very call made the account, and its answer was lost.
      return Account.signIn(gateways, credentials, signal)
    }
  }

  static async signIn(gateways: Gateways, credentials: Credentials, signal: AbortSignal): Promise<Account> {
    return new Account(gateways, credentials, await signIn(gateways, credentials, signal))
  }

  /** The options of a call in this account's name. */
  async options(signal: AbortSignal): Promise<ReturnType<typeof bearer>> {
    if (this.#session.staleAtMs < Date.now()) {
      this.#renewing ??= signIn(this.#gateways, this.#credentials, signal).finally(() => {
        this.#renewing = undefined
      })
      this.#session = await this.#renewing
    }
    return bearer(this.#session.token)
  }
}

interface Session {
  readonly userId: string
  readonly token: string
  readonly staleAtMs: number
}

/** A token is renewed so long before it ends. */
const AHEAD_MS = 3 * 60_000

async function signIn(gateways: Gateways, credentials: Credentials, signal: AbortSignal): Promise<Session> {
  return sessionOf(await untilFinal('a sign-in', () => gateways.any().auth.signIn(credentials), signal))
}

function sessionOf({ user, tokens }: Pick<SignInResponse, 'user' | 'tokens'>): Session {
  if (!user || !tokens) throw new TortureError('an answer to a sign-in is without user or tokens')
  const endsAt = tokens.accessTokenExpiresAt ?? timestampFromMs(0)
  return { userId: user.userId, token: tokens.accessToken, staleAtMs: timestampMs(endsAt) - AHEAD_MS }
}
