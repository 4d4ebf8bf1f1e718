import { RewardsError } from '@rewards/errors'
import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import type { Collection, Stored } from '@rewards/store'
import {
  type DeadLetter,
  deadLetterId,
  type Failure,
  failedOnceMore,
  isDeadLetterId,
  sentence,
} from './dead-letter.ts'
import type { Receiver } from './receiver.ts'
import { within } from './within.ts'

export interface DeadLettersOptions {
  /** The service's collection of `DEAD_LETTERS`. */
  readonly letters: Collection<DeadLetter>
  /** Epoch ms. */
  readonly now: () => number
  /** How long a replayed handler may take. Default 30,000. */
  readonly replayWithinMs?: number
}

/** What came of a replay. */
export interface Replayed {
  /** The letter after it. */
  readonly letter: Stored<DeadLetter>
  /** True: the message is handled and the letter is cleared. False: `letter.value.error` says why not. */
  readonly cleared: boolean
}

/** A service's dead letters: kept by its consumers, looked at and replayed by operators. */
export class DeadLetters {
  readonly #letters: Collection<DeadLetter>
  readonly #now: () => number
  readonly #replayWithinMs: number
  readonly #receivers = new Map<string, Receiver>()

  constructor({ letters, now, replayWithinMs = 30_000 }: DeadLettersOptions) {
    this.#letters = letters
    this.#now = now
    this.#replayWithinMs = replayWithinMs
  }

  /** Makes a consumer's letters replayable here. The adapter calls it. Throws for a durable that is there already. */
  register(receiver: Receiver): void {
    if (this.#receivers.has(receiver.durable)) throw new Error(`${receiver.durable} consumes already`)
    this.#receivers.set(receiver.durable, receiver)
  }

  /** Stores a failure: a new letter, or one more count on the one that there is. Durable when it resolves. */
  async record(failure: Failure): Promise<void> {
    const nowMs = this.#now()
    await this.#letters.update(deadLetterId(failure), current => failedOnceMore(current, failure, nowMs))
  }

  /** Open letters, the latest first; of one consumer where `consumer` is not empty. Rejects `invalid_argument` for a bad page. */
  list({
    consumer = '',
    ...page
  }: PageRequest & { readonly consumer?: string }): Promise<ListResult<DeadLetter>> {
    const which =
      consumer === ''
        ? { index: 'by_state', equals: { state: 'OPEN' } }
        : { index: 'by_consumer', equals: { state: 'OPEN', consumer } }
    return listPage(this.#letters, { list: ['dead_letters'], ...which, order: 'desc' }, page)
  }

  /** How many letters are open. */
  countOpen(): Promise<number> {
    return this.#letters.count({ index: 'by_state', equals: { state: 'OPEN' } })
  }

  /** One letter, open or cleared. Rejects `not_found`. */
  async get(id: string): Promise<Stored<DeadLetter>> {
    // What cannot be an id of ours may not even be one of the store's.
    const stored = isDeadLetterId(id) ? await this.#letters.get(id) : undefined
    if (!stored) throw deadLetterNotFound(id)
    return stored
  }

  /** The message of a letter as JSON; empty when it cannot be read, or its consumer does not run here. */
  bodyJson(letter: DeadLetter): string {
    try {
      return this.#receivers.get(letter.consumer)?.open(payloadOf(letter), letter.type).json() ?? ''
    } catch {
      // Unreadable is what many dead letters are; the letter's own error says so.
      return ''
    }
  }

  /**
   * Handles the message again, here and now, without the broker. Success clears the letter, failure keeps and counts it.
   * A cleared letter is answered as it is. Replays may overlap: handlers stand repeats, and a letter that changed
   * meanwhile is left as it then is. Rejects `not_found`, and `failed_precondition` when its consumer does not run here.
   */
  async replay(id: string): Promise<Replayed> {
    const before = await this.get(id)
    if (before.value.state === 'CLEARED') return { letter: before, cleared: true }
    const receiver = this.#receivers.get(before.value.consumer)
    if (!receiver) throw unknownConsumer(before.value.consumer)
    const after = await this.#settled(before, await this.#failureOf(receiver, before.value))
    return { letter: after, cleared: after.value.state === 'CLEARED' }
  }

  async #failureOf(receiver: Receiver, letter: DeadLetter): Promise<{ error: unknown } | undefined> {
    try {
      const opened = receiver.open(payloadOf(letter), letter.type)
      await within(this.#replayWithinMs, 'the handler', opened.run(letter.subject, 1))
      return undefined
    } catch (error) {
      return { error }
    }
  }

  /** Guarded by the revision that was replayed: a failure that came meanwhile must not be cleared away. */
  async #settled(
    before: Stored<DeadLetter>,
    failure: { error: unknown } | undefined,
  ): Promise<Stored<DeadLetter>> {
    const nowMs = this.#now()
    const { stored } = await this.#letters.update(before.id, (current, rev) => {
      if (!current || rev !== before.rev) return undefined
      if (!failure) return { ...current, state: 'CLEARED', lastAt: nowMs }
      return { ...current, count: current.count + 1, error: sentence(failure.error), lastAt: nowMs }
    })
    return stored ?? before
  }
}

function payloadOf(letter: DeadLetter): Uint8Array {
  return Buffer.from(letter.payload, 'base64')
}

/** `not_found`, for an id that may be anything. */
export function deadLetterNotFound(id: string): RewardsError {
  const message = `there is no dead letter ${JSON.stringify(id.slice(0, 60))}`
  return new RewardsError('not_found', 'DEAD_LETTER_NOT_FOUND', message)
}

function unknownConsumer(consumer: string): RewardsError {
  const message = `no consumer named ${consumer} runs here; replay it where one does`
  return new RewardsError('failed_precondition', 'CONSUMER_NOT_HERE', message)
}
