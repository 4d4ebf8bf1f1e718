import { hash } from 'node:crypto'
import type { Clock } from '@rewards/process'
import type { Caller } from './caller.ts'

/** Callers by the SHA-256 of their token, each until it expires. When full, the oldest entry makes room. */
export class VerifiedTokens {
  readonly #callers = new Map<string, Caller>()
  readonly #capacity: number
  readonly #now: Clock

  constructor(capacity: number, now: Clock) {
    this.#capacity = capacity
    this.#now = now
  }

  get(token: string): Caller | undefined {
    const key = keyOf(token)
    const caller = this.#callers.get(key)
    if (!caller || caller.expiresAtMs > this.#now()) return caller
    this.#callers.delete(key)
    return undefined
  }

  add(caller: Caller): void {
    const oldest = this.#callers.keys().next().value
    if (this.#callers.size >= this.#capacity && oldest !== undefined) this.#callers.delete(oldest)
    this.#callers.set(keyOf(caller.token), caller)
  }
}

function keyOf(token: string): string {
  return hash('sha256', token, 'base64')
}
