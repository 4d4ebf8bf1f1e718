import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

const DAY_MS = 24 * 3_600_000
/** No hint arrives anywhere. */
const hints = { hint: () => undefined, onHint: () => () => undefined }

let dataDir: string
let here: Running
let there: Running
let clockMs = Date.now()
beforeAll(async () => {
  dataDir = await tempDir()
  const overrides = { hints, now: () => clockMs, sweepEveryMs: 20 }
  here = await runAuth({ dataDir, overrides })
  there = await runAuth({ dataDir, overrides })
})
afterAll(async () => {
  await here.stop()
  await there.stop()
  await removeDir(dataDir)
})

const kidOf = ({ token }: { token: string }) => decodeProtectedHeader(token).kid ?? ''
const kids = async () => (await there.auth.getSigningKeys({})).keys.map(({ kid }) => kid)
const soon = { timeout: 20_000 }

const whatBecomesOf = ({ token }: { token: string }, at: Running) =>
  at.auth.getMe({}, { token }).then(
    () => 'accepted',
    error => error.reason,
  )

test('what a revoked key signed is refused everywhere, at once signs another, and refreshes go on', async () => {
  const { tokens } = await here.auth.signUp(person())
  const before = { token: tokens?.accessToken ?? '' }
  const admin = await asAdmin(there)
  const kid = kidOf(before)
  expect(await whatBecomesOf(before, there)).toBe('accepted')
  await here.signingKeys.revokeSigningKey({ kid }, admin)
  const refreshed = await there.auth.refreshToken({ refreshToken: tokens?.refreshToken ?? '' })
  const after = { token: refreshed.tokens?.accessToken ?? '' }
  expect(kidOf(after)).not.toBe(kid)
  expect(await kids()).not.toContain(kid)
  for (const replica of [here, there]) {
    await expect.poll(() => whatBecomesOf(before, replica), soon).toBe('TOKEN_REVOKED')
    expect(await whatBecomesOf(after, replica)).toBe('accepted')
  }
  await here.signingKeys.revokeSigningKey({ kid }, await asAdmin(here)) // once more is as good
})

test('a key that nobody knows cannot be revoked, and who may not revoke one does not', async () => {
  const admin = await asAdmin(here)
  const unknown = here.signingKeys.revokeSigningKey({ kid: 'key_none' }, admin)
  await expect(unknown).rejects.toMatchObject({ kind: 'not_found', reason: 'KEY_NOT_FOUND' })
  const malformed = here.signingKeys.revokeSigningKey({ kid: 'none' }, admin)
  await expect(malformed).rejects.toMatchObject({ reason: 'INVALID_FIELDS' })
  const { tokens } = await here.auth.signUp(person())
  const token = tokens?.accessToken ?? ''
  const denied = here.signingKeys.revokeSigningKey({ kid: kidOf({ token }) }, { token })
  await expect(denied).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' })
})

test('a key that is about to sign, or signs no more, is revoked without another one', async () => {
  const admin = await asAdmin(here)
  const { key } = await here.auth.rotateSigningKey({}, admin)
  const before = await kids()
  await here.signingKeys.revokeSigningKey({ kid: key?.kid ?? '' }, admin)
  expect(await kids()).toEqual(before.filter(kid => kid !== key?.kid))
})

test('two who revoke the key that signs at the same moment make one new key', async () => {
  const admin = await asAdmin(here)
  const kid = kidOf(admin)
  const before = await kids()
  await Promise.all([here, there].map(at => at.signingKeys.revokeSigningKey({ kid }, admin)))
  expect(await kids()).toHaveLength(before.length)
  expect(await kids()).not.toContain(kid)
})

test('a key that has signed for a month is replaced by itself, by one new key over two replicas', async () => {
  const before = await kids()
  clockMs += 30 * DAY_MS
  await expect.poll(async () => (await kids()).filter(kid => !before.includes(kid)), soon).toHaveLength(1)
  clockMs += 2 * 60_000
  const { tokens } = await there.auth.signIn(ADMIN)
  expect(before).not.toContain(kidOf({ token: tokens?.accessToken ?? '' }))
})
