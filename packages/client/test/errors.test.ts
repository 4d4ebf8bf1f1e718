import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf'
import { durationFromMs, ValueSchema } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import { ClaimReason, ClaimSchema, ClaimState, RefusalSchema } from '@rewards/contracts/event'
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '@rewards/contracts/google'
import { beforeEach, describe, expect, it } from 'vitest'
import { RewardsError } from '../src/index.ts'
import { ANN, newWorld, type World } from './world.ts'

let world: World
beforeEach(() => {
  world = newWorld()
})

const detail = <S extends DescMessage>(desc: S, value: MessageInitShape<S>) => ({
  desc,
  value: create(desc, value),
})
const numberOf = (value: number) => create(ValueSchema, { kind: { case: 'numberValue', value } })
const info = (reason: string, metadata = {}) =>
  detail(ErrorInfoSchema, { reason, domain: 'rewards', metadata })

/** What a claim fails with that the system answers so. */
async function failure(error: unknown): Promise<RewardsError> {
  world.claims.claimReward = () => {
    throw error
  }
  const caught = await world
    .client({ credentials: ANN })
    .claims.claimReward({ eventId: 'evt_a', idempotencyKey: 'mine' })
    .catch(err => err)
  expect(caught).toBeInstanceOf(RewardsError)
  return caught
}

describe('a failure', () => {
  it('that names fields tells each of them', async () => {
    const fieldViolations = [{ field: 'event_id', description: 'is missing; allowed is evt_…' }]
    const bad = detail(BadRequestSchema, { fieldViolations })
    const error = new ConnectError('event_id is missing', Code.InvalidArgument, {}, [
      info('INVALID_FIELDS'),
      bad,
    ])
    expect(await failure(error)).toMatchObject({
      code: 'invalid_argument',
      reason: 'INVALID_FIELDS',
      message: 'event_id is missing',
      violations: fieldViolations,
      idempotencyKey: 'mine',
    })
  })

  it('DUPLICATED_CLAIM has the claim that is there', async () => {
    const claim = detail(ClaimSchema, { claimId: 'c', state: ClaimState.SUCCESS, attempt: 1 })
    const error = new ConnectError('there is one', Code.AlreadyExists, {}, [info('DUPLICATED_CLAIM'), claim])
    const caught = await failure(error)
    expect(caught).toMatchObject({ code: 'already_exists', reason: 'DUPLICATED_CLAIM' })
    expect(caught.claim).toMatchObject({ claimId: 'c', state: ClaimState.SUCCESS })
    expect(caught.refusal).toBeUndefined()
  })

  it('CONDITION_NOT_MET has the refusal, with how each condition stood', async () => {
    const refusal = detail(RefusalSchema, {
      reason: ClaimReason.CONDITION_NOT_MET,
      conditions: [{ conditionId: 'cnd_a', met: false, measured: numberOf(1), wanted: numberOf(3) }],
    })
    const error = new ConnectError('not met', Code.FailedPrecondition, {}, [
      info('CONDITION_NOT_MET'),
      refusal,
    ])
    const caught = await failure(error)
    expect(caught).toMatchObject({ code: 'failed_precondition', reason: 'CONDITION_NOT_MET' })
    expect(caught.refusal?.conditions).toMatchObject([
      { conditionId: 'cnd_a', measured: numberOf(1), wanted: numberOf(3) },
    ])
  })

  it('tells when to come back, and facts', async () => {
    const retry = detail(RetryInfoSchema, { retryDelay: durationFromMs(60_500) })
    const details = [info('RATE_LIMITED', { limit: '5' }), retry]
    expect(await failure(new ConnectError('slow down', Code.ResourceExhausted, {}, details))).toMatchObject({
      code: 'resource_exhausted',
      retryAfterMs: 60_500,
      metadata: { limit: '5' },
    })
  })

  it.each([
    [Code.NotFound, 'not_found'],
    [Code.PermissionDenied, 'permission_denied'],
    [Code.Internal, 'internal'],
    [Code.Aborted, 'aborted'],
    [Code.Unimplemented, 'unimplemented'],
    [Code.Unknown, 'unknown'],
  ])('of somebody on the way, who knows no reasons, has its code alone: %s', async (code, word) => {
    expect(await failure(new ConnectError('no', code))).toMatchObject({
      code: word,
      reason: '',
      violations: [],
      metadata: {},
      retryAfterMs: undefined,
      claim: undefined,
    })
  })

  it('whose details cannot be read is told without them', async () => {
    const error = new ConnectError('no', Code.NotFound)
    error.details = [{ type: 'google.rpc.ErrorInfo', value: new Uint8Array([255, 255]) }]
    expect(await failure(error)).toMatchObject({ code: 'not_found', reason: '' })
  })

  it('has what the transport threw as its cause, and is no other kind of error', async () => {
    const caught = await failure(new ConnectError('no', Code.NotFound))
    expect(caught.cause).toBeInstanceOf(ConnectError)
    expect(caught.name).toBe('RewardsError')
    expect(new ConnectError('x')).not.toBeInstanceOf(RewardsError)
  })

  it('of a call whose signal was aborted is the reason of that', async () => {
    const client = world.client({ credentials: ANN })
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(client.auth.getMe({}, { signal })).rejects.toThrow('enough')
    await expect(client.signIn(ANN, { signal })).rejects.toThrow('enough')
    expect(world.calls).toEqual([])
    await client.signIn(ANN)
    await expect(client.auth.getMe({}, { signal })).rejects.toThrow('enough')
    const midway = new AbortController()
    world.claims.getClaim = async () => {
      midway.abort(new Error('midway'))
      await new Promise(resolve => setTimeout(resolve, 5))
      return {}
    }
    await expect(client.claims.getClaim({ claimId: 'c' }, { signal: midway.signal })).rejects.toThrow(
      'midway',
    )
  })
})
