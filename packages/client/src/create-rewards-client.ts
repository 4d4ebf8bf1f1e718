import { type CallOptions, createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import { AuthService, type User } from '@rewards/contracts/auth'
import { ClaimService } from '@rewards/contracts/event'
import { parseBaseUrls } from './base-urls.ts'
import { type Services, servicesOver } from './services.ts'
import { memorySessions } from './session/memory-sessions.ts'
import type { SessionStore } from './session/session.ts'
import {
  type Credentials,
  type CredentialsSource,
  keepSession,
  type SignedIn,
} from './session/session-keeper.ts'
import { type Surroundings, surroundings } from './surroundings.ts'
import { authorised } from './transport/authorised.ts'
import { inTurn } from './transport/in-turn.ts'
import { named } from './transport/named.ts'
import { repeating } from './transport/repeating.ts'
import { claimWatcher, type WatchClaim } from './watch-claim.ts'

export interface RewardsClientOptions {
  /** The gateway's address, such as `https://rewards.example`; or several: when one does not answer, the next is called. */
  readonly baseUrl: string | readonly string[]
  /** Who to act for: the client signs in by itself whenever it has to. Without, `signIn` and `signUp` do. */
  readonly credentials?: CredentialsSource
  /** Where the session is kept. Default `memorySessions()`. */
  readonly sessions?: SessionStore
  /** The deadline of a call that names none, repeats included. Milliseconds, more than 0. Default 20,000. */
  readonly deadlineMs?: number
  /** How to reach an address. Default the Connect protocol over `fetch`; any transport of Connect will do. */
  readonly transport?: (baseUrl: string) => Transport
}

/** Who signs up. */
export interface Registration extends Credentials {
  /** What others see. */
  readonly displayName: string
}

/** A client of the reward system. Every call fails with a `RewardsError`, or with the reason of its own signal. */
export interface RewardsClient extends Services {
  /** Signs in, and acts for this user from now on. */
  signIn(credentials: Credentials, options?: CallOptions): Promise<User>
  /** Makes a user with the role USER, and acts for them from now on. */
  signUp(registration: Registration, options?: CallOptions): Promise<User>
  /**
   * Forgets the session, in any case; and ends it in the system, which rejects when that could not be reached. With
   * `credentials`, the next call signs in again.
   */
  signOut(options?: CallOptions): Promise<void>
  /** The id of the user to act for; `undefined` when nobody is signed in. Makes no call. */
  userId(): Promise<string | undefined>
  /**
   * A claim as it changes: the present state at once, then newer ones, none twice (some may be skipped), up to SUCCESS or
   * FAILED, which is the last. Goes on where it was when a connection breaks, a process or a gateway is gone, or the token
   * expires; rejects with a `RewardsError` when it could not for some 20 s, and with the signal's reason.
   */
  readonly watchClaim: WatchClaim
}

const DEADLINE_MS = 20_000

/**
 * Makes a client; costs no call. Throws a `TypeError` when an option cannot be. It needs no closing: connections are those of
 * `fetch`.
 */
export function createRewardsClient(options: RewardsClientOptions): RewardsClient {
  return clientIn(surroundings, options)
}

/** The same, in surroundings of one's own. */
export function clientIn(around: Surroundings, options: RewardsClientOptions): RewardsClient {
  const { baseUrl, credentials, sessions: store = memorySessions(), deadlineMs = DEADLINE_MS } = options
  if (!(deadlineMs > 0)) throw new TypeError(`deadlineMs is ${deadlineMs}; allowed is more than 0`)
  const { transport = connectOverFetch } = options
  const wire = inTurn(parseBaseUrls(baseUrl).map(transport), around.random)
  const repeats = repeating(wire, around)
  const naming = { newKey: around.newKey, deadlineMs }
  const auth = createClient(AuthService, named(repeats, naming))
  const sessions = keepSession(auth, store, credentials)
  const signedIn = async (answer: Promise<SignedIn>) => sessions.keep(await answer)
  return {
    ...servicesOver(named(authorised(repeats, sessions, around.now), naming)),
    signIn: async (who, call) =>
      signedIn(auth.signIn({ ...who, deviceToken: await sessions.device() }, call)),
    signUp: (who, call) => signedIn(auth.signUp(who, call)),
    signOut: call => sessions.end(call),
    userId: async () => (await sessions.kept())?.userId,
    watchClaim: claimWatcher({ claims: createClient(ClaimService, wire), sessions, surroundings: around }),
  }
}

function connectOverFetch(baseUrl: string): Transport {
  return createConnectTransport({ baseUrl, useBinaryFormat: true })
}
