import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Json } from './support/json-calls.ts'
import { closedClaim, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

/** A word that stands in whatever somebody tells of themselves, and nowhere else. */
const WORD = 'vanishing7f3a'
const ACCOUNT = {
  email: `Zoe.${WORD}@example.com`,
  password: `the pass phrase of ${WORD}`,
  displayName: `Zoe ${WORD}`,
}

let system: TestSystem
beforeAll(async () => {
  system = await startTestSystem()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

/**
 * The files that have the word, however it is written: of all stores, and of the broker. The log is none of them: who has no
 * other mailer finds the mails there.
 */
function traces(): string[] {
  return readdirSync(system.dataDir, { recursive: true, encoding: 'utf8' })
    .filter(name => !name.startsWith('logs') && statSync(join(system.dataDir, name)).isFile())
    .filter(name => readFileSync(join(system.dataDir, name), 'latin1').toLowerCase().includes(WORD))
}

/** Signs in by a program of this name, which the session keeps. */
async function signInBy(userAgent: string): Promise<void> {
  const { status } = await fetch(`${system.running.urls[0]}/rewards.auth.v1.AuthService/SignIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': userAgent },
    body: JSON.stringify({ email: ACCOUNT.email, password: ACCOUNT.password }),
  })
  expect(status).toBe(200)
}

test('of somebody who deletes their account no word is left in any store or stream, and their claims are', async () => {
  const { call, admin } = system
  const { user, tokens } = ok(await call('AuthService/SignUp', ACCOUNT))
  const { eventId } = await makeEvent(system)
  const request = { eventId, idempotencyKey: 'once' }
  const { claimId } = ok(await call('ClaimService/ClaimReward', request, tokens.accessToken))
  await closedClaim(system, claimId, tokens.accessToken)
  ok(await call('AuthService/SignIn', ACCOUNT))
  await signInBy(`A program of ${WORD}`)
  const moving = { email: `other.${WORD}@example.com`, password: ACCOUNT.password }
  ok(await call('EmailService/ChangeMyEmail', moving, tokens.accessToken))
  expect(traces().length).toBeGreaterThan(0)

  const { password } = ACCOUNT
  ok(await call('UserStateService/DeleteMyAccount', { password }, tokens.accessToken))
  expect(await call('AuthService/SignUp', ACCOUNT)).toMatchObject({ reason: 'EMAIL_TAKEN' })
  const { claims } = ok(await call('ClaimService/ListClaims', { userId: user.userId }, admin))
  expect(claims.map((each: Json) => each.claimId)).toEqual([claimId])
  const { grants } = ok(await call('GrantService/ListGrants', { userId: user.userId }, admin))
  expect(grants).toHaveLength(1)

  await system.running.stop()
  expect(traces()).toEqual([])
}, 120_000)
