import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, toBinary } from '@bufbuild/protobuf'
import { StringValueSchema } from '@bufbuild/protobuf/wkt'
import { openSqliteStore, type Store } from '@rewards/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deadLetterId, type Failure } from '../src/dead-letter.ts'
import { DEAD_LETTERS, type DeadLetter, DeadLetters, type Handler } from '../src/index.ts'
import { receiverOf } from '../src/receiver.ts'
import { consumerOf, SUBJECT } from './world.ts'

const FIRST_PAGE = { pageSize: 0, pageToken: '' }

let folder: string
let store: Store
let nowMs: number

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-letters-'))
  store = await openSqliteStore({ file: join(folder, 'store.db'), collections: [DEAD_LETTERS] })
  nowMs = 1_000
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function deadLetters(): DeadLetters {
  return new DeadLetters({
    letters: store.collection<DeadLetter>(DEAD_LETTERS),
    now: () => nowMs,
    replayWithinMs: 200,
  })
}

function consuming(handle: Handler<{ value: string } & never> | (() => Promise<void>)): DeadLetters {
  const letters = deadLetters()
  letters.register(receiverOf(consumerOf(handle as never)))
  return letters
}

function failure(changes: Partial<Failure> = {}): Failure {
  return {
    consumer: 'test_requested',
    document: 'claim_1',
    subject: SUBJECT,
    type: StringValueSchema.typeName,
    payload: toBinary(StringValueSchema, create(StringValueSchema, { value: 'claim_1/7' })),
    error: new Error('no such reward'),
    ...changes,
  }
}

describe('recording', () => {
  it('keeps one letter per consumer and document, with its count, first and last time and last error', async () => {
    const letters = deadLetters()
    await letters.record(failure())
    nowMs = 5_000
    await letters.record(failure({ error: new Error('still none') }))
    await letters.record(failure({ consumer: 'other' }))
    await letters.record(failure({ document: 'claim_2' }))
    const { items } = await letters.list(FIRST_PAGE)
    expect(items).toHaveLength(3)
    const twice = items.find(({ id }) => id === deadLetterId(failure()))
    expect(twice?.value).toMatchObject({ count: 2, firstAt: 1_000, lastAt: 5_000, error: 'still none' })
  })

  it('counts every failure of many at once', async () => {
    const letters = deadLetters()
    await Promise.all(Array.from({ length: 20 }, () => letters.record(failure())))
    expect((await letters.get(deadLetterId(failure()))).value.count).toBe(20)
  })

  it('keeps what cannot be read apart by subject, type and bytes', async () => {
    const letters = deadLetters()
    const unreadable = { document: undefined, payload: Uint8Array.of(255) }
    await letters.record(failure(unreadable))
    await letters.record(failure(unreadable))
    await letters.record(failure({ ...unreadable, subject: 'test.claim.other' }))
    await letters.record(failure({ ...unreadable, payload: Uint8Array.of(254) }))
    await letters.record(failure({ ...unreadable, document: '' }))
    const { items } = await letters.list(FIRST_PAGE)
    expect(items.map(item => item.value.count).sort()).toEqual([1, 1, 1, 2])
  })

  it('shows an error as a sentence of bounded length, never a stack', async () => {
    const letters = deadLetters()
    await letters.record(failure({ error: new Error(`${'😀'.repeat(400)}`) }))
    const { error } = (await letters.get(deadLetterId(failure()))).value
    expect(error).toHaveLength(500)
    await letters.record(failure({ error: undefined }))
    await letters.record(failure({ error: new TypeError('boom'), document: 'claim_2' }))
    const { items } = await letters.list(FIRST_PAGE)
    expect(items.map(item => item.value.error).sort()).toEqual(['boom', 'undefined'])
  })
})

describe('listing', () => {
  it('gives open letters, the latest first, page by page, of all consumers or of one', async () => {
    const letters = deadLetters()
    for (let n = 0; n < 5; n++) {
      nowMs += 10
      await letters.record(failure({ document: `claim_${n}`, consumer: n % 2 ? 'odd' : 'even' }))
    }
    const first = await letters.list({ pageSize: 3, pageToken: '' })
    const rest = await letters.list({ pageSize: 3, pageToken: first.nextPageToken })
    const documents = [...first.items, ...rest.items].map(item => item.value.document)
    expect(documents).toEqual(['claim_4', 'claim_3', 'claim_2', 'claim_1', 'claim_0'])
    expect(rest.nextPageToken).toBe('')
    const odd = await letters.list({ ...FIRST_PAGE, consumer: 'odd' })
    expect(odd.items.map(item => item.value.document)).toEqual(['claim_3', 'claim_1'])
    await expect(
      letters.list({ pageSize: 3, pageToken: first.nextPageToken, consumer: 'odd' }),
    ).rejects.toMatchObject({ kind: 'invalid_argument' })
  })

  it('refuses a letter that is not there', async () => {
    await expect(deadLetters().get('dl_none')).rejects.toMatchObject({
      kind: 'not_found',
      reason: 'DEAD_LETTER_NOT_FOUND',
      message: 'there is no dead letter "dl_none"',
    })
  })

  it('shows a message as JSON where it can be read', async () => {
    const letters = consuming(async () => undefined)
    await letters.record(failure())
    await letters.record(failure({ document: undefined, payload: Uint8Array.of(255) }))
    await letters.record(failure({ consumer: 'elsewhere' }))
    const { items } = await letters.list(FIRST_PAGE)
    expect(items.map(item => letters.bodyJson(item.value)).sort()).toEqual(['', '', '"claim_1/7"'])
  })
})

describe('replaying', () => {
  it('handles the message as if it came for the first time, and clears the letter when that succeeds', async () => {
    const seen: unknown[] = []
    const letters = consuming((async (message: { body: { value: string } }) => {
      seen.push({ ...message, body: message.body.value })
    }) as never)
    await letters.record(failure())
    const id = deadLetterId(failure())
    expect(await letters.replay(id)).toMatchObject({ cleared: true, letter: { value: { state: 'CLEARED' } } })
    expect(seen).toEqual([{ subject: SUBJECT, body: 'claim_1/7', deliveries: 1 }])
    expect((await letters.list(FIRST_PAGE)).items).toEqual([])
    expect(await letters.replay(id)).toMatchObject({ cleared: true })
    expect(seen).toHaveLength(1)
  })

  it('keeps the letter and counts when it fails, throws at once, never ends, or cannot be read', async () => {
    const ways: [() => Promise<void>, string][] = [
      [() => Promise.reject(new Error('again')), 'again'],
      [
        () => {
          throw new Error('at once')
        },
        'at once',
      ],
      [() => new Promise(() => undefined), 'the handler took longer than 200 ms'],
    ]
    for (const [index, [handle, error]] of ways.entries()) {
      const letters = consuming(handle)
      const failed = failure({ document: `claim_${index}` })
      await letters.record(failed)
      expect(await letters.replay(deadLetterId(failed))).toMatchObject({
        cleared: false,
        letter: { value: { state: 'OPEN', count: 2, error } },
      })
    }
    const garbage = failure({ document: undefined, payload: Uint8Array.of(255) })
    const letters = consuming(async () => undefined)
    await letters.record(garbage)
    const { cleared, letter } = await letters.replay(deadLetterId(garbage))
    expect(cleared).toBe(false)
    expect(letter.value.error).toMatch(/^the message is no google\.protobuf\.StringValue/)
  })

  it('does not clear away a failure that came while it ran', async () => {
    const letters = consuming(() => letters.record(failure({ error: new Error('newer') })))
    await letters.record(failure())
    expect(await letters.replay(deadLetterId(failure()))).toMatchObject({
      cleared: false,
      letter: { value: { state: 'OPEN', count: 2, error: 'newer' } },
    })
  })

  it('by several at once ends cleared when the handler succeeds', async () => {
    const letters = consuming(async () => undefined)
    await letters.record(failure())
    const id = deadLetterId(failure())
    const all = await Promise.all(Array.from({ length: 8 }, () => letters.replay(id)))
    expect(all.every(replayed => replayed.cleared)).toBe(true)
    expect((await letters.get(id)).value).toMatchObject({ state: 'CLEARED', count: 1 })
  })

  it('is refused where the consumer does not run', async () => {
    const letters = deadLetters()
    await letters.record(failure())
    await expect(letters.replay(deadLetterId(failure()))).rejects.toMatchObject({
      kind: 'failed_precondition',
      reason: 'CONSUMER_NOT_HERE',
      message: 'no consumer named test_requested runs here; replay it where one does',
    })
  })

  it('opens a cleared letter again, with its count, when the document fails anew', async () => {
    const letters = consuming(async () => undefined)
    await letters.record(failure())
    await letters.replay(deadLetterId(failure()))
    nowMs = 9_000
    await letters.record(failure())
    const { items } = await letters.list(FIRST_PAGE)
    expect(items.map(item => item.value)).toMatchObject([{ state: 'OPEN', count: 2, firstAt: 9_000 }])
  })
})
