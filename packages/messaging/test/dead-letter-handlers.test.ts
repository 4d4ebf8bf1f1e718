import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { create, toBinary } from '@bufbuild/protobuf'
import { StringValueSchema } from '@bufbuild/protobuf/wkt'
import { openSqliteStore, type Store } from '@rewards/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEAD_LETTERS, type DeadLetter, DeadLetters, deadLetterHandlers } from '../src/index.ts'
import { receiverOf } from '../src/receiver.ts'
import { consumerOf, SUBJECT } from './world.ts'

let folder: string
let store: Store
let deadLetters: DeadLetters
let works: boolean

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rewards-letters-'))
  store = await openSqliteStore({ file: join(folder, 'store.db'), collections: [DEAD_LETTERS] })
  deadLetters = new DeadLetters({ letters: store.collection<DeadLetter>(DEAD_LETTERS), now: () => 5_000 })
  works = false
  const handle = async () => {
    if (!works) throw new Error('still broken')
  }
  deadLetters.register(receiverOf(consumerOf(handle)))
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Keeps a letter with this text, and gives its id. */
async function keep(value: string): Promise<string> {
  const payload = toBinary(StringValueSchema, create(StringValueSchema, { value }))
  const error = new Error('broken')
  const type = StringValueSchema.typeName
  await deadLetters.record({
    consumer: 'test_requested',
    document: 'claim_1',
    subject: SUBJECT,
    type,
    payload,
    error,
  })
  const { deadLetters: listed } = await deadLetterHandlers(deadLetters).listDeadLetters({
    pageSize: 1,
    pageToken: '',
  })
  return listed[0]?.deadLetterId ?? ''
}

it('shows at most 64 KiB of a payload', async () => {
  const deadLetterId = await keep('x'.repeat(100_000))
  const { deadLetter } = await deadLetterHandlers(deadLetters).getDeadLetter({ deadLetterId })
  expect(deadLetter.payload).toHaveLength(65_536)
})

it('lists letters without their contents', async () => {
  const deadLetterId = await keep('claim_1/7')
  const { deadLetters: listed } = await deadLetterHandlers(deadLetters).listDeadLetters({
    pageSize: 0,
    pageToken: '',
  })
  const time = { seconds: 5n, nanos: 0 }
  expect(listed).toEqual([
    {
      deadLetterId,
      consumer: 'test_requested',
      documentId: 'claim_1',
      subject: SUBJECT,
      error: 'broken',
      count: 1,
      firstAt: expect.objectContaining(time),
      lastAt: expect.objectContaining(time),
    },
  ])
})

it('says why a replay failed; after one that did not, the letter is gone, and a repeat is no error', async () => {
  const { replayDeadLetter, getDeadLetter } = deadLetterHandlers(deadLetters)
  const deadLetterId = await keep('claim_1/7')
  await expect(replayDeadLetter({ deadLetterId })).rejects.toMatchObject({
    kind: 'failed_precondition',
    reason: 'REPLAY_FAILED',
    message: 'the message failed again and is kept: still broken',
  })
  works = true
  expect(await replayDeadLetter({ deadLetterId })).toEqual({})
  expect(await replayDeadLetter({ deadLetterId })).toEqual({})
  await expect(getDeadLetter({ deadLetterId })).rejects.toMatchObject({ reason: 'DEAD_LETTER_NOT_FOUND' })
})

it.each(['', 'dl_none', 'x'.repeat(5_000), '\ud800'])('knows no letter %j', async deadLetterId => {
  const { replayDeadLetter, getDeadLetter } = deadLetterHandlers(deadLetters)
  for (const call of [replayDeadLetter({ deadLetterId }), getDeadLetter({ deadLetterId })])
    await expect(call).rejects.toMatchObject({ kind: 'not_found', reason: 'DEAD_LETTER_NOT_FOUND' })
})
