import { timestampMs } from '@bufbuild/protobuf/wkt'
import { SubjectTokenType } from '@rewards/contracts/auth'
import { bearer, type Gateways } from '../gateways/gateways.ts'
import { untilFinal } from '../gateways/until-final.ts'
import { inParallel } from '../in-parallel.ts'
import { TortureError } from '../torture-error.ts'
import type { SignedIn } from './accounts.ts'
import type { Claimer } from './stage.ts'

/** A token, and when it is to be renewed, epoch ms. */
interface Token {
  readonly token: string
  readonly staleAtMs: number
}

/** A token is renewed so long before it ends. */
const AHEAD_MS = 3 * 60_000
const EXCHANGES_AT_ONCE = 32

/**
 * Users by the thousand: players of a partner, whom its service account stands in for. No password is hashed, so each costs
 * a millisecond where a sign-up costs a core for a good part of a second. They meet no condition but that they were here.
 */
export async function bringPlayers(
  gateways: Gateways,
  operator: SignedIn,
  count: number,
  signal: AbortSignal,
): Promise<readonly Claimer[]> {
  const partner = await Partner.make(gateways, operator, signal)
  const numbers = Array.from({ length: count }, (_, no) => no)
  return await inParallel(numbers, EXCHANGES_AT_ONCE, async no => {
    const account = await Player.bring(partner, `player-${no}`, signal)
    return { account, userId: account.userId, meetsConditions: false }
  })
}

/** A partner's service account. */
class Partner {
  readonly #gateways: Gateways
  readonly #apiKey: string
  #own: Token = { token: '', staleAtMs: 0 }
  #renewing: Promise<void> | undefined

  private constructor(gateways: Gateways, apiKey: string) {
    this.#gateways = gateways
    this.#apiKey = apiKey
  }

  static async make(gateways: Gateways, operator: SignedIn, signal: AbortSignal): Promise<Partner> {
    const options = await operator.options(signal)
    const about = { idempotencyKey: 'torture', displayName: 'Torture', partner: 'torture' }
    const { serviceAccount } = await untilFinal(
      'the making of a service account',
      () => gateways.any().serviceAccounts.createServiceAccount(about, options),
      signal,
    )
    const serviceAccountId = serviceAccount?.serviceAccountId ?? ''
    const key = { serviceAccountId, displayName: 'torture', scopes: ['token.exchange'] }
    const made = () => gateways.any().serviceAccounts.createApiKey(key, options)
    return new Partner(gateways, (await untilFinal('the making of a key', made, signal)).secret)
  }

  /** Exchanges a player's id for a token of theirs. */
  async tokenOf(playerId: string, signal: AbortSignal): Promise<Token & { readonly userId: string }> {
    const request = { subjectToken: playerId, subjectTokenType: SubjectTokenType.PLAYER_ID }
    const answer = await untilFinal(
      "the exchange of a player's id",
      async () => this.#gateways.any().tokens.exchangeToken(request, await this.#options(signal)),
      signal,
    )
    return { ...tokenOf(answer), userId: answer.userId }
  }

  async #options(signal: AbortSignal): Promise<ReturnType<typeof bearer>> {
    if (this.#own.staleAtMs < Date.now()) {
      this.#renewing ??= this.#renew(signal).finally(() => {
        this.#renewing = undefined
      })
      await this.#renewing
    }
    return bearer(this.#own.token)
  }

  async #renew(signal: AbortSignal): Promise<void> {
    const exchange = () => this.#gateways.any().tokens.exchangeApiKey({ apiKey: this.#apiKey })
    this.#own = tokenOf(await untilFinal('the exchange of an API key', exchange, signal))
  }
}

/** A player with an access token that is renewed when it gets old. */
class Player implements SignedIn {
  readonly userId: string
  readonly #partner: Partner
  readonly #playerId: string
  #token: Token
  #renewing: Promise<Token> | undefined

  private constructor(partner: Partner, playerId: string, { userId, ...token }: Token & { userId: string }) {
    this.userId = userId
    this.#partner = partner
    this.#playerId = playerId
    this.#token = token
  }

  static async bring(partner: Partner, playerId: string, signal: AbortSignal): Promise<Player> {
    return new Player(partner, playerId, await partner.tokenOf(playerId, signal))
  }

  async options(signal: AbortSignal): Promise<ReturnType<typeof bearer>> {
    if (this.#token.staleAtMs < Date.now()) {
      this.#renewing ??= this.#partner.tokenOf(this.#playerId, signal).finally(() => {
        this.#renewing = undefined
      })
      this.#token = await this.#renewing
    }
    return bearer(this.#token.token)
  }
}

function tokenOf(answer: {
  readonly accessToken: string
  readonly accessTokenExpiresAt?: Parameters<typeof timestampMs>[0] | undefined
}): Token {
  if (!answer.accessToken || !answer.accessTokenExpiresAt)
    throw new TortureError('a token was asked for, and none came')
  return { token: answer.accessToken, staleAtMs: timestampMs(answer.accessTokenExpiresAt) - AHEAD_MS }
}
