import { createHash } from 'node:crypto'
import { OWED_AUDIT } from '@rewards/audit'
import type { CollectionDeclaration } from '@rewards/store'

/** Messages that a consumer gave up on; one document per consumer and document, never deleted. */
export const DEAD_LETTERS: CollectionDeclaration = {
  name: 'dead_letters',
  holds:
    'messages that a consumer gave up on, one per consumer and subject document, until an operator replays them',
  indexes: [
    {
      name: 'by_state',
      fields: ['state', 'firstAt'],
      serves: 'what waits for an operator, the latest first',
    },
    { name: 'by_consumer', fields: ['state', 'consumer', 'firstAt'], serves: 'the same, of one consumer' },
    OWED_AUDIT,
  ],
}

export interface DeadLetter {
  /** OPEN until a replay succeeds; OPEN again when the consumer gives up on the document anew. */
  readonly state: 'OPEN' | 'CLEARED'
  /** The durable that gave up. */
  readonly consumer: string
  /** The document that the message is about; empty when the message could not be read. */
  readonly document: string
  readonly subject: string
  /** The last message's protobuf full name, as its sender gave it; empty when it gave none. */
  readonly type: string
  /** The last message's bytes, base64. */
  readonly payload: string
  /** Why the last try failed: one sentence, at most 500 characters, no stack. */
  readonly error: string
  /** How often the consumer gave up on this document, replays included. */
  readonly count: number
  /** When it gave up first since the letter was last cleared. Epoch ms. */
  readonly firstAt: number
  /** When it gave up last. Epoch ms. */
  readonly lastAt: number
}

/** A message given up on, before it is stored. */
export interface Failure {
  readonly consumer: string
  /** Absent when the message could not be read. */
  readonly document?: string | undefined
  readonly subject: string
  readonly type: string
  readonly payload: Uint8Array
  readonly error: unknown
}

/**
 * `dl_` and 32 hex digits, the same for the same consumer and document. What could not be read is told apart by its
 * subject, type and bytes, so that a repeat of the same garbage is one letter.
 */
export function deadLetterId({ consumer, document, subject, type, payload }: Failure): string {
  const about =
    document === undefined ? ['unreadable', subject, type, sha256(payload)] : ['document', document]
  return `dl_${sha256(JSON.stringify([consumer, ...about])).slice(0, 32)}`
}

/** Whether a text has the form of a letter's id. */
export function isDeadLetterId(text: string): boolean {
  return /^dl_[0-9a-f]{32}$/.test(text)
}

/** The letter after one more failure. */
export function failedOnceMore(current: DeadLetter | undefined, failure: Failure, nowMs: number): DeadLetter {
  return {
    state: 'OPEN',
    consumer: failure.consumer,
    document: failure.document ?? '',
    subject: failure.subject,
    type: failure.type,
    payload: Buffer.from(failure.payload).toString('base64'),
    error: sentence(failure.error),
    count: (current?.count ?? 0) + 1,
    firstAt: current?.state === 'OPEN' ? current.firstAt : nowMs,
    lastAt: nowMs,
  }
}

/** What went wrong, for operators: the message alone, of bounded length. */
export function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error)
  return text.toWellFormed().slice(0, 500).toWellFormed()
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex')
}
