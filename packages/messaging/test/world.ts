import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { create, type MessageShape } from '@bufbuild/protobuf'
import { StringValueSchema } from '@bufbuild/protobuf/wkt'
import { openSqliteStore, type Store } from '@rewards/store'
import {
  type Consumer,
  connectNats,
  DEAD_LETTERS,
  type DeadLetter,
  DeadLetters,
  type Handler,
  type Logger,
  type Messaging,
  type NatsOptions,
} from '../src/index.ts'

export const SUBJECT = 'test.claim.requested'
export const STREAM = { name: 'TEST', subjects: ['test.claim.>'] }

type Text = MessageShape<typeof StringValueSchema>

/** Log lines, kept for tests that look at them. */
export function recordingLogger(): Logger & { readonly lines: string[] } {
  const lines: string[] = []
  const say = (level: string) => (fields: object, message: string) => {
    const { err } = fields as { err?: unknown }
    lines.push(`${level}: ${message}${err === undefined ? '' : ` (${err})`}`)
  }
  return { lines, info: say('info'), warn: say('warn'), error: say('error') }
}

/** A service's messaging with its dead letters in a store of its own. */
export interface World {
  readonly messaging: Messaging
  readonly deadLetters: DeadLetters
  readonly lines: readonly string[]
  readonly store: Store
  close(): Promise<void>
}

export async function world(url: string, options: Partial<NatsOptions> = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-messaging-'))
  const store = await openSqliteStore({ file: join(folder, 'store.db'), collections: [DEAD_LETTERS] })
  const deadLetters = new DeadLetters({ letters: store.collection<DeadLetter>(DEAD_LETTERS), now: Date.now })
  const logger = recordingLogger()
  let ids = 0
  const messaging = connectNats({
    servers: url,
    name: 'test',
    stream: STREAM,
    deadLetters,
    logger,
    newId: kind => `${kind}_${ids++}`,
    random: Math.random,
    retryDelayMs: () => 20,
    ...options,
  })
  const close = async (): Promise<void> => {
    await messaging.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { messaging, deadLetters, lines: logger.lines, store, close }
}

/** A consumer of texts; a text's document is the part before the first slash. */
export function consumerOf(
  handle: Handler<Text>,
  durable = 'test_requested',
): Consumer<typeof StringValueSchema> {
  const document = (body: Text): string => body.value.split('/')[0] ?? ''
  return { durable, subject: SUBJECT, schema: StringValueSchema, document, handle }
}

export function publish(messaging: Messaging, value: string): void {
  messaging.publish({
    subject: SUBJECT,
    schema: StringValueSchema,
    body: create(StringValueSchema, { value }),
  })
}

/** Counts how often each text was handled. */
export function tally(): { readonly counts: Map<string, number>; readonly handle: Handler<Text> } {
  const counts = new Map<string, number>()
  return {
    counts,
    handle: async ({ body }) => {
      counts.set(body.value, (counts.get(body.value) ?? 0) + 1)
    },
  }
}

/** Waits until a condition holds; fails loudly when it does not within a minute. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  for (const end = Date.now() + withinMs; !(await holds()); await sleep(20))
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain: ${what}`)
}

/** Plays the sweep: publishes what is not handled yet, again and again, until all of it is. */
export async function sweepUntilHandled(
  messaging: Messaging,
  values: readonly string[],
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  let nextAt = 0
  await until('all handled', () => {
    const missing = values.filter(value => !counts.has(value))
    if (Date.now() >= nextAt) {
      nextAt = Date.now() + 1_000
      for (const value of missing) publish(messaging, value)
    }
    return missing.length === 0
  })
}

export function range(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index}`)
}
