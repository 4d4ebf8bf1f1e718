import { hash } from 'node:crypto'
import type { Clock } from '@rewards/process'
import type { TokenClaims } from './token-claims.ts'

/** What tokens say, by their SHA-256, each until it expires. When full, the oldest entry makes room. */
export class VerifiedTokens {
  readonly #claims = new Map<string, TokenClaims>()
  readonly #capacity: number
  readonly #now: Clock

  constructor(capacity: number, now: Clock) {
    this.#capacity = capacity
    this.#now = now
  }

  get(token: string): TokenClaims | undefined {
    const key = keyOf(token)
    const claims = this.#claims.get(key)
    if (!claims || claims.expiresAtMs > this.#now()) return claims
    this.#claims.delete(key)
    return undefined
  }

  add(token: string, claims: TokenClaims): void {
    const oldest = this.#claims.keys().next().value
    if (this.#claims.size >= this.#capacity && oldest !== undefined) this.#claims.delete(oldest)
    this.#claims.set(keyOf(token), claims)
  }
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64')
}
