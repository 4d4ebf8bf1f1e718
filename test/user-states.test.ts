import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedClaim, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

const PASSWORD = 'correct horse battery'

let system: TestSystem
let eventId: string
beforeAll(async () => {
  system = await startTestSystem()
  eventId = (await makeEvent(system)).eventId
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

let people = 0

/** Somebody in this state: made so by an administrator, or by themselves. */
async function somebody(state: 'ACTIVE' | 'SUSPENDED' | 'BANNED' | 'DELETED') {
  const { call, admin } = system
  const email = `state${people++}@example.com`
  const account = { email, password: PASSWORD, displayName: 'S' }
  const { user, tokens } = ok(await call('AuthService/SignUp', account))
  const verdict = { userId: user.userId, state: `USER_STATE_${state}`, reason: 'spam', expectedRevision: 1 }
  if (state === 'DELETED')
    ok(await call('UserStateService/DeleteMyAccount', { password: PASSWORD }, tokens.accessToken))
  else if (state !== 'ACTIVE') ok(await call('UserStateService/ChangeUserState', verdict, admin))
  return { userId: user.userId, credentials: { email, password: PASSWORD } }
}

describe('what an account may do', () => {
  test.each([
    { state: 'ACTIVE', signIn: 'ok', read: 'ok', claim: 'ok' },
    { state: 'SUSPENDED', signIn: 'ok', read: 'ok', claim: 'ACCOUNT_READ_ONLY' },
    { state: 'BANNED', signIn: 'ACCOUNT_BANNED' },
    { state: 'DELETED', signIn: 'SIGN_IN_REFUSED' },
  ] as const)('that is $state', async ({ state, ...may }) => {
    const { call } = system
    const { credentials } = await somebody(state)
    const said = await call('AuthService/SignIn', credentials)
    expect(said.reason || said.code).toBe(may.signIn)
    if (!('claim' in may)) return
    const token = ok(said).tokens.accessToken
    const read = await call('ClaimService/ListMyClaims', {}, token)
    const claim = await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'once' }, token)
    expect([read.code, claim.reason || claim.code]).toEqual([may.read, may.claim])
  })
})

test('what was claimed before a suspension is granted, and read by its owner', async () => {
  const { call, admin } = system
  const { userId, credentials } = await somebody('ACTIVE')
  const before = ok(await call('AuthService/SignIn', credentials)).tokens.accessToken
  const { claimId } = ok(await call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'k' }, before))
  const verdict = { userId, state: 'USER_STATE_SUSPENDED', reason: 'spam', expectedRevision: 1 }
  ok(await call('UserStateService/ChangeUserState', verdict, admin))
  const token = ok(await call('AuthService/SignIn', credentials)).tokens.accessToken
  expect(await closedClaim(system, claimId, token)).toMatchObject({ state: 'CLAIM_STATE_SUCCESS' })
  expect(ok(await call('GrantService/GetMyBalance', {}, token))).toMatchObject({ points: '10' })
})

test.each(['SUSPENDED', 'BANNED'])(
  'whoever is %s keeps nothing of what their tokens allowed before',
  async state => {
    const { call, admin } = system
    const { userId, credentials } = await somebody('ACTIVE')
    const token = ok(await call('AuthService/SignIn', credentials)).tokens.accessToken
    ok(await call('ClaimService/ListMyClaims', {}, token))
    const verdict = { userId, state: `USER_STATE_${state}`, reason: 'spam', expectedRevision: 1 }
    ok(await call('UserStateService/ChangeUserState', verdict, admin))
    const claiming = () => call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'late' }, token)
    await expect.poll(claiming, { timeout: 20_000 }).toMatchObject({ reason: 'TOKEN_REVOKED' })
  },
)
