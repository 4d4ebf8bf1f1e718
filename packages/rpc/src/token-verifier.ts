import { RewardsError } from '@rewards/errors'
import type { Clock } from '@rewards/process'
import { errors, type JWTHeaderParameters, jwtVerify } from 'jose'
import { type Caller, callerOf } from './caller.ts'
import type { CurrentAccess } from './current-access.ts'
import type { KeySet } from './key-set.ts'
import { LEEWAY_SECONDS, MalformedClaim, readClaims, type TokenClaims } from './token-claims.ts'
import { VerifiedTokens } from './verified-tokens.ts'

/** Turns an access token into its caller. */
export interface TokenVerifier {
  /**
   * The caller that the token names. Throws `unauthenticated` TOKEN_EXPIRED or TOKEN_INVALID, and `unavailable`
   * KEYS_UNAVAILABLE while no key to check it with can be had, or ACCESS_UNKNOWN while what it holds cannot be told.
   */
  verify(token: string): Promise<Caller>
  /**
   * Calls `end` once, with the refusal, when the caller's token counts no more though it has not expired; until the
   * returned function is called. Absent: a token counts until it expires.
   */
  onRevoked?(caller: Caller, end: (why: RewardsError) => void): () => void
}

export interface TokenVerifierOptions {
  readonly keys: KeySet
  /** Must equal the token's `iss`. */
  readonly issuer: string
  /** Must be, or be among, the token's `aud`. */
  readonly audience: string
  readonly now: Clock
  /** What roles and groups let callers do; absent: none but the built-in roles let them do anything. */
  readonly access?: CurrentAccess
  /** How many verified tokens are remembered. Default 10,000. */
  readonly remembered?: number
}

/** A token is far smaller; more is not even hashed. */
const LONGEST_TOKEN = 8_192

/** A verifier of ES256 tokens. A verified one is remembered by its SHA-256 until it expires. */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const verified = new VerifiedTokens(options.remembered ?? 10_000, options.now)
  const verify = async (token: string) => {
    const claims = await checkedClaims(token, options)
    verified.add(token, claims)
    return claims
  }
  return {
    async verify(token) {
      if (token.length > LONGEST_TOKEN) throw invalid(`is longer than ${LONGEST_TOKEN} characters`)
      const claims = verified.get(token) ?? (await verify(token))
      return callerOf(claims, token, await options.access?.for(claims), options.now())
    },
  }
}

async function checkedClaims(token: string, options: TokenVerifierOptions): Promise<TokenClaims> {
  try {
    const { payload, protectedHeader } = await jwtVerify(token, header => keyFor(header, options.keys), {
      algorithms: ['ES256'],
      issuer: options.issuer,
      audience: options.audience,
      clockTolerance: LEEWAY_SECONDS,
      currentDate: new Date(options.now()),
      requiredClaims: ['sub', 'exp', 'iat'],
    })
    return readClaims(payload, protectedHeader.kid ?? '')
  } catch (error) {
    throw refusalOf(error)
  }
}

async function keyFor(header: JWTHeaderParameters, keys: KeySet): Promise<CryptoKey> {
  const key = typeof header.kid === 'string' ? await keys.find(header.kid) : undefined
  if (!key) throw invalid('is not signed with a key of ours')
  return key
}

function refusalOf(error: unknown): unknown {
  if (error instanceof MalformedClaim) return invalid(error.message)
  if (error instanceof RewardsError || !(error instanceof errors.JOSEError)) return error
  if (error instanceof errors.JWTExpired)
    return new RewardsError('unauthenticated', 'TOKEN_EXPIRED', 'the access token has expired; refresh it')
  return invalid('is malformed, not signed with a key of ours, or meant for somebody else', error)
}

function invalid(problem: string, cause?: unknown): RewardsError {
  return new RewardsError('unauthenticated', 'TOKEN_INVALID', `the access token ${problem}`, { cause })
}
