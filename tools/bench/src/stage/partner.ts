import { type Timestamp, timestampMs } from '@bufbuild/protobuf/wkt'
import { AuthService, ServiceAccountService, SubjectTokenType, TokenService } from '@rewards/contracts/auth'
import { type Channel, type Client, createClient } from '@rewards/rpc'
import { BenchError } from '../bench-error.ts'

/** An access token, and when it expires, epoch ms. */
export interface Token {
  token: string
  expiresAtMs: number
}

/** A partner's service account, which gets tokens for its players. */
export class Partner {
  readonly #tokens: Client<typeof TokenService>
  readonly #apiKey: string
  #token: string

  private constructor(tokens: Client<typeof TokenService>, apiKey: string, token: string) {
    this.#tokens = tokens
    this.#apiKey = apiKey
    this.#token = token
  }

  /** Makes the account and its key, with an administrator's token. */
  static async make(channel: Channel, token: string): Promise<Partner> {
    const accounts = createClient(ServiceAccountService, channel)
    const about = { idempotencyKey: 'bench', displayName: 'Bench', partner: 'bench' }
    const { serviceAccount } = await accounts.createServiceAccount(about, { token })
    const serviceAccountId = serviceAccount?.serviceAccountId ?? ''
    const key = { serviceAccountId, displayName: 'bench', scopes: ['token.exchange'] }
    const { secret } = await accounts.createApiKey(key, { token })
    const partner = new Partner(createClient(TokenService, channel), secret, '')
    await partner.refresh()
    return partner
  }

  /** Exchanges the key again. */
  async refresh(): Promise<void> {
    const { accessToken } = await this.#tokens.exchangeApiKey({ apiKey: this.#apiKey })
    this.#token = accessToken
  }

  async tokenOf(playerId: string, signal?: AbortSignal): Promise<Token> {
    const request = { subjectToken: playerId, subjectTokenType: SubjectTokenType.PLAYER_ID }
    const options = { token: this.#token, timeoutMs: 20_000, ...(signal && { signal }) }
    const { accessToken, accessTokenExpiresAt } = await this.#tokens.exchangeToken(request, options)
    return tokenFrom(accessToken, accessTokenExpiresAt)
  }
}

/** Signs in with a password. */
export async function signIn(channel: Channel, account: { email: string; password: string }): Promise<Token> {
  const { tokens } = await createClient(AuthService, channel).signIn(account)
  return tokenFrom(tokens?.accessToken, tokens?.accessTokenExpiresAt)
}

function tokenFrom(token: string | undefined, expiresAt: Timestamp | undefined): Token {
  if (!token || !expiresAt) throw new BenchError('a token was asked for, and none came')
  return { token, expiresAtMs: timestampMs(expiresAt) }
}
