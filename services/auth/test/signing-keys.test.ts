import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ADMIN, asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

const MINUTE_MS = 60_000

let running: Running
let clockMs: number
beforeEach(async () => {
  clockMs = Date.now()
  running = await runAuth({ dataDir: await tempDir(), overrides: { now: () => clockMs } })
})
afterEach(async () => {
  await running.stop()
  await removeDir(running.dataDir)
})

async function kids(): Promise<string[]> {
  const { keys } = await running.auth.getSigningKeys({})
  return keys.map(key => key.kid)
}

async function signedBy(): Promise<string | undefined> {
  const { tokens } = await running.auth.signIn(ADMIN)
  return decodeProtectedHeader(tokens?.accessToken ?? '').kid
}

it('the keys are public halves alone, of the kind that tokens are signed with', async () => {
  const { keys } = await running.auth.getSigningKeys({})
  expect(keys).toHaveLength(1)
  expect(keys[0]).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig' })
  expect(keys[0]).not.toHaveProperty('d')
  expect(keys[0]?.kid).toBe(await signedBy())
})

it('a new key is published at once and signs a minute later', async () => {
  const [old] = await kids()
  const { key, signsFrom } = await running.auth.rotateSigningKey({}, await asAdmin(running))
  expect(await kids()).toEqual([old, key?.kid])
  expect(Number(signsFrom?.seconds)).toBe(Math.floor((clockMs + MINUTE_MS) / 1_000))
  clockMs += MINUTE_MS - 1
  expect(await signedBy()).toBe(old)
  clockMs += 1
  expect(await signedBy()).toBe(key?.kid)
})

it('tokens of the old key are good until they expire, and it is published for longer than that', async () => {
  const [old] = await kids()
  await running.auth.rotateSigningKey({}, await asAdmin(running))
  clockMs += MINUTE_MS - 1
  const ofOldKey = await asAdmin(running)
  clockMs += 15 * MINUTE_MS
  expect((await running.auth.getMe({}, ofOldKey)).user?.email).toBe(ADMIN.email)
  clockMs += 2 * MINUTE_MS
  await expect(running.auth.getMe({}, ofOldKey)).rejects.toMatchObject({ reason: 'TOKEN_EXPIRED' })
  clockMs += 10 * MINUTE_MS
  expect(await kids()).not.toContain(old)
})

it('asked again before the new key signs, it is the same one', async () => {
  const admin = await asAdmin(running)
  const calls = Array.from({ length: 16 }, () => running.auth.rotateSigningKey({}, admin))
  const made = new Set((await Promise.all(calls)).map(({ key }) => key?.kid))
  expect(made.size).toBe(1)
  expect(await kids()).toHaveLength(2)
})

it('many rotations leave only the keys whose tokens may be valid', async () => {
  for (let times = 0; times < 12; times++) {
    await running.auth.rotateSigningKey({}, await asAdmin(running))
    clockMs += 10 * MINUTE_MS
  }
  const left = await kids()
  expect(left.length).toBeLessThan(5)
  expect(left).toContain(await signedBy())
})

it('nobody but an administrator rotates keys', async () => {
  const { tokens } = await running.auth.signUp(person())
  const caller = { token: tokens?.accessToken ?? '' }
  await expect(running.auth.rotateSigningKey({}, caller)).rejects.toMatchObject({
    reason: 'PERMISSION_DENIED',
  })
})
