import { timestampMs } from '@bufbuild/protobuf/wkt'
import { AuthService, type Tokens } from '@rewards/contracts/auth'
import { type Channel, type Client, createClient } from '@rewards/rpc'
import { BenchError } from '../bench-error.ts'
import { inParallel } from '../load/in-parallel.ts'

/** Somebody who is signed in. Gets new tokens in place. */
export interface User {
  token: string
  refreshToken: string
  expiresAtMs: number
}

/** As many hashes at once as keep the cores busy and nobody waiting for long. */
const SIGN_UPS_AT_ONCE = 4
const REFRESHES_AT_ONCE = 16
/** No measurement takes longer than a token lives from then on. */
const FRESH_MS = 8 * 60_000

/** The users who claim. */
export class Users {
  readonly all: readonly User[]
  readonly #auth: Client<typeof AuthService>

  private constructor(auth: Client<typeof AuthService>, all: readonly User[]) {
    this.#auth = auth
    this.all = all
  }

  /** Signs up `count` users, whose passwords are hashed now, and never while something is measured. */
  static async signUp(channel: Channel, count: number, signal: AbortSignal): Promise<Users> {
    const auth = createClient(AuthService, channel)
    const signUp = async (no: number) => {
      const request = {
        email: `user${no}@bench.example`,
        password: `of user ${no} of all`,
        displayName: `User ${no}`,
      }
      const { tokens } = await auth.signUp(request, { timeoutMs: 20_000, signal })
      return userOf(tokens)
    }
    return new Users(
      auth,
      await inParallel(
        Array.from({ length: count }, (_, no) => no),
        SIGN_UPS_AT_ONCE,
        signUp,
      ),
    )
  }

  /** Sees to it that all tokens live long enough for the next measurement. */
  async refresh(): Promise<void> {
    const stale = this.all.filter(user => user.expiresAtMs < Date.now() + FRESH_MS)
    await inParallel(stale, REFRESHES_AT_ONCE, async user => {
      const { tokens } = await this.#auth.refreshToken({ refreshToken: user.refreshToken })
      Object.assign(user, userOf(tokens))
    })
  }
}

/** Signs in. */
export async function signIn(channel: Channel, account: { email: string; password: string }): Promise<User> {
  const { tokens } = await createClient(AuthService, channel).signIn(account)
  return userOf(tokens)
}

function userOf(tokens: Tokens | undefined): User {
  if (!tokens?.accessTokenExpiresAt) throw new BenchError('a session came without tokens')
  const { accessToken: token, refreshToken, accessTokenExpiresAt } = tokens
  return { token, refreshToken, expiresAtMs: timestampMs(accessTokenExpiresAt) }
}
