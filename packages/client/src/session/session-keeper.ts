import type { CallOptions, Client } from '@connectrpc/connect'
import type { AuthService, SignInResponse, Tokens, User } from '@rewards/contracts/auth'
import { RewardsError } from '../rewards-error.ts'
import { untilAborted } from '../until.ts'
import type { Session, SessionStore } from './session.ts'

/** Who signs in. */
export interface Credentials {
  readonly email: string
  readonly password: string
}

/** Asked whenever a sign-in is needed, for instance for what a vault holds now. */
export type CredentialsSource = Credentials | (() => Credentials | Promise<Credentials>)

/** Has a session for calls, whatever that takes. */
export interface SessionKeeper {
  /** The one that is there, if any. Makes no call. */
  kept(): Promise<Session | undefined>
  /** The one to call with. With credentials, and none there, signs in; without, `undefined`. */
  current(signal?: AbortSignal): Promise<Session | undefined>
  /**
   * The one to call with after a token was refused: refreshed, or signed in again. Asked by many at a time, it does so once.
   * `undefined` when there is none any more, or only one of another user.
   */
  next(refused: Session | undefined, signal?: AbortSignal): Promise<Session | undefined>
  /** By which this device is known to the user who signed in last; empty when there is none. Makes no call. */
  device(): Promise<string>
  /** Keeps what a sign-in or a sign-up gave, and tells whom. */
  keep(answer: SignedIn): Promise<User>
  /** Ends the session, here in any case. Rejects when the system could not be told. */
  end(options?: CallOptions): Promise<void>
}

/** What a sign-in or a sign-up answers. */
export type SignedIn = Pick<SignInResponse, 'user' | 'tokens' | 'deviceToken'>

export function keepSession(
  auth: Client<typeof AuthService>,
  store: SessionStore,
  credentials: CredentialsSource | undefined,
): SessionKeeper {
  const renew = renewals(auth, store, credentials)
  return {
    kept: () => store.read(),
    device: async () => (await store.read())?.deviceToken ?? '',
    current: async signal => (await store.read()) ?? (credentials && renew(undefined, signal)),
    async next(refused, signal) {
      const next = await renew(refused, signal)
      // A call that one user began must not be ended as another, who has signed in meanwhile in another tab.
      return refused && next?.userId !== refused.userId ? undefined : next
    },
    async keep(answer) {
      const [, user] = await signedIn(store, answer)
      return user
    },
    async end(options) {
      const kept = await store.read()
      if (!kept) return
      try {
        await auth.signOut({ refreshToken: kept.refreshToken }, options)
      } finally {
        await store.write(undefined)
      }
    },
  }
}

/** Gives another session than the one that was refused, for all who ask at the same time once. */
function renewals(
  auth: Client<typeof AuthService>,
  store: SessionStore,
  credentials: CredentialsSource | undefined,
): (refused: Session | undefined, signal: AbortSignal | undefined) => Promise<Session | undefined> {
  let renewal: Promise<Session | undefined> | undefined

  const signIn = async (deviceToken = '') => {
    if (!credentials) return undefined
    const who = typeof credentials === 'function' ? await credentials() : credentials
    const { email, password } = who
    const [session] = await signedIn(store, await auth.signIn({ email, password, deviceToken }))
    return session
  }

  /** Somebody else's newer session, the refreshed one, or that of a new sign-in. */
  const renewed = async (refused: Session | undefined) => {
    const kept = await store.read()
    if (kept && kept.accessToken !== refused?.accessToken) return kept
    return (kept && (await refreshed(auth, store, kept))) ?? signIn(kept?.deviceToken)
  }

  return (refused, signal) => {
    const work = () => renewed(refused)
    renewal ??= (store.exclusively?.(work) ?? work()).finally(() => {
      renewal = undefined
    })
    return untilAborted(renewal, signal)
  }
}

async function signedIn(
  store: SessionStore,
  { user, tokens, deviceToken }: SignedIn,
): Promise<[Session, User]> {
  if (!user) throw new TypeError('the answer to a sign-in names no user')
  const session = sessionOf(user.userId, tokens, deviceToken)
  await store.write(session)
  return [session, user]
}

/** A system that is older than the client gives no device token. */
function sessionOf(userId: string, tokens: Tokens | undefined, deviceToken = ''): Session {
  if (!tokens) throw new TypeError('the answer to a sign-in has no tokens')
  const { accessToken, refreshToken } = tokens
  return { userId, accessToken, refreshToken, ...(deviceToken !== '' && { deviceToken }) }
}

/**
 * Exchanges the refresh token. The old one stays kept until the answer is there: when that is lost, or this process dies, the
 * same exchange gives the same successor again. `undefined` when the session has ended.
 */
async function refreshed(
  auth: Client<typeof AuthService>,
  store: SessionStore,
  kept: Session,
): Promise<Session | undefined> {
  const successor = await auth.refreshToken({ refreshToken: kept.refreshToken }).then(
    ({ tokens }) => sessionOf(kept.userId, tokens, kept.deviceToken),
    error => {
      if (!(error instanceof RewardsError) || error.code !== 'unauthenticated') throw error
      return undefined
    },
  )
  const now = await store.read()
  // Somebody who shares the place signed out or in, or was faster.
  if (now?.refreshToken !== kept.refreshToken) return now
  await store.write(successor)
  return successor
}
