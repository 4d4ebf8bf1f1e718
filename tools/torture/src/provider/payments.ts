import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BookRow } from '../stores/rows.ts'
import type { ProviderBehaviour } from './behaviour.ts'

/** What a call asks for: the body of the contract, docs/providers.md. */
export type Asked = Pick<
  BookRow,
  'key' | 'grantId' | 'claimId' | 'eventId' | 'userId' | 'rewardId' | 'type' | 'amount' | 'itemId'
>

/** What is answered. `lost`: nothing; the connection is cut. */
export type Reply = { readonly status: number; readonly body: unknown } | 'lost'

/** The books, as payments need them. */
export interface Books {
  readonly entries: readonly BookRow[]
  /** Resolves once the entry is durable. */
  readonly enter: (entry: BookRow) => Promise<void>
  /** Chance; gives [0, 1). */
  readonly random: () => number
}

const IN_PROGRESS: Reply = { status: 409, body: { title: 'the first call with this key is under way' } }
const FAILED: Reply = { status: 503, body: { title: 'failed by chance' } }

/** Pays each key once, as the contract wants it, and behaves as badly as the contract allows. */
export class Payments {
  readonly #behaviour: ProviderBehaviour
  readonly #books: Books
  readonly #known: Map<string, BookRow>
  readonly #underWay = new Set<string>()

  constructor(behaviour: ProviderBehaviour, books: Books) {
    this.#behaviour = behaviour
    this.#books = books
    const answers = books.entries.filter(({ state }) => state !== 'CONFLICT')
    this.#known = new Map(answers.map(entry => [entry.key, entry]))
  }

  /** Of what is lost or failed, the next call with the key finds the truth. Rejects when the books cannot be written. */
  async reply(asked: Asked): Promise<Reply> {
    const { key } = asked
    if (this.#underWay.has(key)) return IN_PROGRESS
    this.#underWay.add(key)
    try {
      return await this.#reply(asked)
    } finally {
      this.#underWay.delete(key)
    }
  }

  async #reply(asked: Asked): Promise<Reply> {
    await this.#half()
    if (this.#happens(this.#behaviour.failPercent)) return FAILED
    const known = this.#known.get(asked.key)
    if (known && !isSame(known, asked)) return this.#conflict(asked)
    const entry = known ?? this.#decided(asked)
    const isLost = this.#happens(this.#behaviour.lostPercent)
    if (!known && this.#isRemembered(entry)) await this.#enter({ ...entry, isLost })
    await this.#half()
    return isLost ? 'lost' : replyOf(entry)
  }

  #decided(asked: Asked): BookRow {
    const entry = { at: Date.now(), ...asked, isLost: false }
    if (this.#happens(this.#behaviour.rejectPercent)) return { ...entry, state: 'REJECTED' }
    const reference = `txn_${createHash('sha256').update(asked.key).digest('hex').slice(0, 24)}`
    const codes = asked.type === 'COUPON' ? asked.amount : 0
    const effect = { reference, codes: Array.from({ length: codes }, (_, no) => `${reference}-${no}`) }
    return { ...entry, state: 'GRANTED', effect }
  }

  #isRemembered({ state }: BookRow): boolean {
    return state === 'GRANTED' || this.#behaviour.keys === 'final'
  }

  async #enter(entry: BookRow): Promise<void> {
    await this.#books.enter(entry)
    this.#known.set(entry.key, entry)
  }

  /** One key, two bodies: whoever asks is at fault, and the books say so. */
  async #conflict(asked: Asked): Promise<Reply> {
    await this.#books.enter({ at: Date.now(), ...asked, state: 'CONFLICT', isLost: false })
    return { status: 422, body: { title: 'this key was used for something else' } }
  }

  async #half(): Promise<void> {
    const { latencyMs } = this.#behaviour
    if (latencyMs > 0) await sleep(latencyMs / 2)
  }

  #happens(percent: number): boolean {
    return this.#books.random() * 100 < percent
  }
}

function replyOf({ state, effect }: BookRow): Reply {
  return state === 'GRANTED'
    ? { status: 200, body: effect }
    : { status: 422, body: { reason: 'PROVIDER_REFUSED' } }
}

function isSame(entry: BookRow, asked: Asked): boolean {
  return JSON.stringify(wordsOf(entry)) === JSON.stringify(wordsOf(asked))
}

function wordsOf({ grantId, claimId, eventId, userId, rewardId, type, amount, itemId }: Asked): unknown[] {
  return [grantId, claimId, eventId, userId, rewardId, type, amount, itemId]
}
