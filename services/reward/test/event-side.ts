import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { create } from '@bufbuild/protobuf'
import { StringValueSchema } from '@bufbuild/protobuf/wkt'
import {
  ClaimFailedSchema,
  ClaimGrantedSchema,
  type ClaimRequested,
  ClaimRequestedSchema,
  type Outcome,
} from '@rewards/contracts/reward'
import { claimStream, subjects } from '@rewards/contracts/subjects'
import { connectNats, DEAD_LETTERS, DeadLetters } from '@rewards/messaging'
import { currentLogContext, newId, withLogContext } from '@rewards/process'
import { openSqliteStore } from '@rewards/store'
import { message, request } from './builders.ts'
import { quiet } from './stub-auth.ts'

export interface Heard {
  readonly type: 'granted' | 'failed'
  readonly claimId: string
  readonly attempt: number
  readonly outcomes: readonly Outcome[]
  /** The trace that the answer came with. */
  readonly traceparent: string
}

/** What stands on the other side of the broker: asks, and notes what is answered. */
export async function eventSide(url: string) {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-event-side-'))
  const store = await openSqliteStore({ file: join(folder, 'side.sqlite'), collections: [DEAD_LETTERS] })
  const deadLetters = new DeadLetters({ letters: store.collection(DEAD_LETTERS), now: Date.now })
  const messaging = connectNats({
    servers: url,
    name: 'test',
    stream: claimStream,
    deadLetters,
    logger: quiet,
    newId,
    random: Math.random,
    context: () => ({ traceparent: currentLogContext().traceparent ?? '' }),
    runInContext: ({ traceparent = '' }, work) => withLogContext({ traceparent }, work),
  })
  const heard: Heard[] = []
  const note = (type: Heard['type']) => async (message: { body: Omit<Heard, 'type' | 'traceparent'> }) => {
    const { claimId, attempt, outcomes } = message.body
    heard.push({ type, claimId, attempt, outcomes, traceparent: currentLogContext().traceparent ?? '' })
  }
  const document = ({ claimId }: { claimId: string }) => claimId
  messaging.consume({
    durable: 'test_granted',
    subject: subjects.claimGranted,
    schema: ClaimGrantedSchema,
    document,
    handle: note('granted'),
  })
  messaging.consume({
    durable: 'test_failed',
    subject: subjects.claimFailed,
    schema: ClaimFailedSchema,
    document,
    handle: note('failed'),
  })
  const subject = subjects.claimRequested
  const heardOf = (claimId: string) => heard.filter(answer => answer.claimId === claimId)
  const ask = (body: ClaimRequested) => messaging.publish({ subject, schema: ClaimRequestedSchema, body })
  /** Asks again and again, as the sweep does, until these are answered. */
  const askUntilAnswered = async (asked: readonly ClaimRequested[]) => {
    let askAgainAt = 0
    await until('all answers', () => {
      const missing = asked.filter(({ claimId }) => heardOf(claimId).length === 0)
      if (Date.now() >= askAgainAt) {
        askAgainAt = Date.now() + 500
        missing.forEach(ask)
      }
      return missing.length === 0
    })
  }
  return {
    /** What was answered for a claim. */
    heardOf,
    /** Waits until what is asked is answered. A message before that may be lost. */
    ready: () => askUntilAnswered([message(request())]),
    ask,
    askUntilAnswered,
    /** Sends what is no request at all. */
    sendGarbage: (value: string) =>
      messaging.publish({ subject, schema: StringValueSchema, body: create(StringValueSchema, { value }) }),
    async close() {
      await messaging.close()
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}

export type EventSide = Awaited<ReturnType<typeof eventSide>>

/** Waits until a condition holds; fails loudly when it does not within 20 s. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); await sleep(20))
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
}
