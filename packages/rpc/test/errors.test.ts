import { create, toBinary } from '@bufbuild/protobuf'
import { Metadata, type ServiceError, status } from '@grpc/grpc-js'
import { HelpSchema, StatusSchema } from '@rewards/contracts/google'
import { type ErrorKind, RewardsError } from '@rewards/errors'
import { createLogger } from '@rewards/process'
import { describe, expect, test } from 'vitest'
import { detailOf, fromGrpcError, RemoteFailure, STATUS_OF_KIND, withDetail } from '../src/index.ts'
import { goodToken, runEcho } from './echo-server.ts'
import { rawCall } from './raw-call.ts'

const auth = { token: goodToken }
const violations = [{ field: 'event.rewards[1].point.amount', description: 'is 0; allowed is 1 to 10' }]

/** What a caller gets when the handler throws this. */
async function thrown(error: unknown): Promise<unknown> {
  await using echo = await runEcho({
    write: async () => {
      throw error
    },
  })
  return await echo.client.write({}, auth).catch((caught: unknown) => caught)
}

test.each(Object.keys(STATUS_OF_KIND) as ErrorKind[])(
  'an error of kind %s arrives as it was thrown',
  async kind => {
    const metadata = { eventId: 'evt_1', why: 'größer' }
    const error = new RewardsError(kind, 'SOME_REASON', 'ein Satz: größer 🎁', {
      metadata,
      violations,
      retryAfterMs: 1_500,
    })
    const { reason, message } = error
    expect(await thrown(error)).toMatchObject({
      kind,
      reason,
      message,
      metadata,
      violations,
      retryAfterMs: 1_500,
    })
  },
)

test('a stream that fails brings the error with its details after the messages before it', async () => {
  await using echo = await runEcho({
    watch: async function* () {
      yield { text: 'one' }
      throw new RewardsError('aborted', 'GONE', 'gone', { metadata: { id: '1' } })
    },
  })
  const seen: string[] = []
  const watching = async () => {
    for await (const { text } of echo.client.watch({}, auth)) seen.push(text)
  }
  await expect(watching()).rejects.toMatchObject({ kind: 'aborted', reason: 'GONE', metadata: { id: '1' } })
  expect(seen).toEqual(['one'])
})

test('an error carries further messages of the contract', async () => {
  const help = { links: [{ description: 'the claim as it is', url: 'rewards:clm_1' }] }
  const error = await thrown(
    withDetail(new RewardsError('already_exists', 'DUPLICATED_CLAIM', 'there is one'), HelpSchema, help),
  )
  expect(error).toBeInstanceOf(RewardsError)
  expect(detailOf(error as RewardsError, HelpSchema)).toEqual(create(HelpSchema, help))
})

test('an error that was received goes on to the next caller with all it carries', async () => {
  const help = { links: [{ description: 'd', url: 'u' }] }
  const first = await thrown(
    withDetail(new RewardsError('not_found', 'NO_EVENT', 'no such event'), HelpSchema, help),
  )
  const second = await thrown(first)
  expect(second).toMatchObject({ kind: 'not_found', reason: 'NO_EVENT', message: 'no such event' })
  expect(detailOf(second as RewardsError, HelpSchema)?.links).toHaveLength(1)
})

describe('an unknown error', () => {
  test.each([
    ['thrown', new Error('password is hunter2 at /srv/app.ts:7')],
    ['that is no Error', 'hunter2'],
    ['that is nothing', undefined],
  ])('%s becomes a fixed sentence that names the trace', async (_, error) => {
    const failure = await thrown(error)
    expect(failure).toBeInstanceOf(RemoteFailure)
    expect(String(failure)).toMatch(/INTERNAL: internal error; see the log under trace id [0-9a-f]{32}$/)
  })

  test('is logged once, with its cause and the trace id that the caller was told', async () => {
    const lines: { level: string; traceId: string; err: { message: string } }[] = []
    const logger = createLogger(
      { service: 'echo', level: 'info' },
      { write: line => lines.push(JSON.parse(line)) },
    )
    const write = async () => {
      throw new Error('disk on fire')
    }
    await using echo = await runEcho({ write }, { logger })
    const failure = await echo.client.write({}, auth).catch(String)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatchObject({ level: 'error', err: { message: 'disk on fire' } })
    expect(failure).toContain(lines[0]?.traceId)
  })
})

test('a handler that throws before it returns a promise is an internal error', async () => {
  const sync = () => {
    throw new Error('at once')
  }
  await using echo = await runEcho({ write: sync, watch: sync })
  await expect(echo.client.write({}, auth)).rejects.toThrow('INTERNAL')
  await expect(Array.fromAsync(echo.client.watch({}, auth))).rejects.toThrow('INTERNAL')
})

test('ten thousand violations and half a surrogate pair do not break the answer', async () => {
  const many = Array.from({ length: 10_000 }, (_, i) => ({
    field: `facts[${i}]`,
    description: 'is \ud800; allowed is text',
  }))
  const message = `\ud83c${'x'.repeat(1_998)}\ud83c\udf81 and more`
  const error = await thrown(
    new RewardsError('invalid_argument', 'INVALID_FIELDS', message, { violations: many }),
  )
  expect(error).toMatchObject({ kind: 'invalid_argument', reason: 'INVALID_FIELDS' })
  expect((error as RewardsError).violations).toHaveLength(50)
})

test('bytes that are no message are an invalid argument', async () => {
  await using echo = await runEcho()
  const error = await rawCall(echo.channel, 'Open', {}, Buffer.from([0xff, 0xff, 0xff]))
  expect(error && fromGrpcError(error)).toMatchObject({
    kind: 'invalid_argument',
    reason: 'MALFORMED_REQUEST',
  })
})

test('a method that does not exist is a failure of its own, not one of ours', async () => {
  await using echo = await runEcho()
  expect((await rawCall(echo.channel, 'Nothing', {}))?.code).toBe(status.UNIMPLEMENTED)
})

describe('a status from a stranger', () => {
  function foreign(code: status, trailers = new Metadata()): ServiceError {
    return Object.assign(new Error('x'), { code, details: 'said so', metadata: trailers })
  }
  const broken = new Metadata()
  broken.set('grpc-status-details-bin', Buffer.from([1, 2, 3]))

  test.each([
    [
      status.UNAVAILABLE,
      'unavailable',
      'UNREACHABLE',
      'a service that is needed cannot be reached right now',
    ],
    [status.DEADLINE_EXCEEDED, 'unavailable', 'DEADLINE_EXCEEDED', 'the answer did not come in time'],
    [status.CANCELLED, 'unavailable', 'CANCELLED', 'the call was cancelled before it was answered'],
    [status.NOT_FOUND, 'not_found', 'NOT_FOUND', 'said so'],
  ])('%s is understood by its code alone, with no details or broken ones', (code, kind, reason, message) => {
    expect(fromGrpcError(foreign(code))).toMatchObject({ kind, reason, message })
    expect(fromGrpcError(foreign(code, broken))).toMatchObject({ kind, reason, message })
  })

  test('details that are broken inside are passed over', () => {
    const value = Uint8Array.of(0xff, 0xff)
    const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value }]
    const trailers = new Metadata()
    const bytes = toBinary(StatusSchema, create(StatusSchema, { code: 5, message: 'gone', details }))
    trailers.set('grpc-status-details-bin', Buffer.from(bytes))
    const error = fromGrpcError(foreign(status.NOT_FOUND, trailers))
    expect(error).toMatchObject({ kind: 'not_found', reason: 'NOT_FOUND', message: 'gone' })
  })

  test.each([
    status.INTERNAL,
    status.UNKNOWN,
    status.UNIMPLEMENTED,
    status.DATA_LOSS,
    status.OUT_OF_RANGE,
    77 as status,
  ])('%s is a defect', code => {
    expect(fromGrpcError(foreign(code))).toBeInstanceOf(RemoteFailure)
  })
})
