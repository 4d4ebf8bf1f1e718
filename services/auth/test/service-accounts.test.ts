import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MOST_API_KEYS } from '../src/domain/service-account.ts'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'
import { type CallAs, type Programs, programsAt } from './service-accounts.ts'

const DAY_MS = 24 * 3_600_000
let first: Running
let second: Running
let programs: Programs
let others: Programs
let admin: CallAs
let nowMs: number
beforeAll(async () => {
  const dataDir = await tempDir()
  nowMs = Date.now()
  const overrides = { now: () => nowMs }
  first = await runAuth({ dataDir, overrides })
  second = await runAuth({ dataDir, overrides })
  programs = programsAt(first)
  others = programsAt(second)
})
beforeEach(async () => {
  admin = await asAdmin(first)
})
afterAll(async () => {
  for (const { close } of [programs, others]) close()
  for (const { stop } of [first, second]) await stop()
  await removeDir(first.dataDir)
})

const read = async (serviceAccountId: string) =>
  (await others.accounts.getServiceAccount({ serviceAccountId }, admin)).serviceAccount

describe('a service account', () => {
  it('is made once for each idempotency key, with the role SERVICE and no key', async () => {
    const request = { idempotencyKey: 'shop', displayName: ' Shop ', partner: 'acme' }
    const { serviceAccount } = await programs.accounts.createServiceAccount(request, admin)
    expect(serviceAccount).toMatchObject({
      displayName: 'Shop',
      partner: 'acme',
      disabled: false,
      revision: 1,
    })
    expect(serviceAccount?.apiKeys).toEqual([])
    const again = await others.accounts.createServiceAccount(request, admin)
    expect(again.serviceAccount).toEqual(serviceAccount)
    const another = others.accounts.createServiceAccount({ ...request, partner: 'evil' }, admin)
    await expect(another).rejects.toMatchObject({ reason: 'KEY_REUSED' })
  })

  it('is listed with the newest first, and people are not', async () => {
    nowMs += 1
    const older = await programs.account(admin)
    nowMs += 1
    const newer = await programs.account(admin)
    await first.auth.signUp(person())
    const { serviceAccounts } = await programs.accounts.listServiceAccounts({ pageSize: 2 }, admin)
    expect(serviceAccounts.map(({ serviceAccountId }) => serviceAccountId)).toEqual([newer, older])
  })

  it('that is a person is none', async () => {
    const { user } = await first.auth.signUp(person())
    const serviceAccountId = user?.userId ?? ''
    const outcomes = await Promise.allSettled([
      programs.accounts.getServiceAccount({ serviceAccountId }, admin),
      programs.accounts.updateServiceAccount(
        { serviceAccountId, expectedRevision: 1, disabled: true },
        admin,
      ),
      programs.key(serviceAccountId, admin),
      programs.accounts.rotateApiKey({ serviceAccountId, apiKeyId: 'apk_1' }, admin),
      programs.accounts.revokeApiKey({ serviceAccountId, apiKeyId: 'apk_1' }, admin),
    ])
    const reason = { kind: 'not_found', reason: 'SERVICE_ACCOUNT_NOT_FOUND' }
    expect(outcomes).toMatchObject(outcomes.map(() => ({ status: 'rejected', reason })))
  })

  it('is changed by who has seen it as it is, and the same change again succeeds', async () => {
    const serviceAccountId = await programs.account(admin)
    const change = { serviceAccountId, expectedRevision: 1, displayName: 'Till', disabled: true }
    const once = await programs.accounts.updateServiceAccount(change, admin)
    expect(once.serviceAccount).toMatchObject({ displayName: 'Till', disabled: true, revision: 2 })
    expect(await others.accounts.updateServiceAccount(change, admin)).toEqual(once)
    const late = others.accounts.updateServiceAccount({ ...change, displayName: 'Cash' }, admin)
    await expect(late).rejects.toMatchObject({ kind: 'aborted', reason: 'REVISION_MISMATCH' })
  })
})

describe('an API key', () => {
  it('is shown once, and kept nowhere', async () => {
    const id = await programs.account(admin)
    const { secret, ...key } = await programs.key(id, admin)
    expect(secret.startsWith(key.prefix)).toBe(true)
    expect((await read(id))?.apiKeys.map(({ apiKeyId }) => apiKeyId)).toEqual([key.apiKeyId])
    const shownAgain = JSON.stringify(await read(id), (_, value) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    expect(shownAgain).not.toContain(secret.slice(-40))
    for (const file of await readdir(first.dataDir))
      expect((await readFile(join(first.dataDir, file))).includes(secret.slice(-40)), file).toBe(false)
  })

  it('lives for 90 days when nothing else is asked for, and for 366 at most', async () => {
    const serviceAccountId = await programs.account(admin)
    const { expiresAt } = await programs.key(serviceAccountId, admin)
    expect(expiresAt && timestampMs(expiresAt)).toBe(nowMs + 90 * DAY_MS)
    const make = (atMs: number) =>
      programs.accounts.createApiKey(
        { serviceAccountId, displayName: 'x', scopes: ['activity.write'], expiresAt: timestampFromMs(atMs) },
        admin,
      )
    await make(nowMs + 366 * DAY_MS)
    for (const atMs of [nowMs, nowMs - 1, nowMs + 366 * DAY_MS + 1])
      await expect(make(atMs)).rejects.toMatchObject({ violations: [{ field: 'expires_at' }] })
  })

  it('has a successor with its name and scopes, and goes on for the overlap', async () => {
    const id = await programs.account(admin)
    const old = await programs.key(id, admin)
    const rotation = { serviceAccountId: id, apiKeyId: old.apiKeyId, overlap: { seconds: 60n, nanos: 0 } }
    const { apiKey, secret } = await programs.accounts.rotateApiKey(rotation, admin)
    expect(apiKey).toMatchObject({ displayName: 'checkout', scopes: ['activity.write'] })
    await programs.withKey(old.secret)
    await programs.withKey(secret)
    nowMs += 60_000
    await expect(programs.withKey(old.secret)).rejects.toMatchObject({ reason: 'API_KEY_REFUSED' })
    await programs.withKey(secret)
  })

  it('ends with its rotation when no overlap is wanted, and is then none that could be rotated', async () => {
    const id = await programs.account(admin)
    const old = await programs.key(id, admin)
    const rotation = { serviceAccountId: id, apiKeyId: old.apiKeyId, overlap: { seconds: 0n, nanos: 0 } }
    await programs.accounts.rotateApiKey(rotation, admin)
    await expect(programs.withKey(old.secret)).rejects.toMatchObject({ reason: 'API_KEY_REFUSED' })
    const again = programs.accounts.rotateApiKey(rotation, admin)
    await expect(again).rejects.toMatchObject({ kind: 'not_found', reason: 'API_KEY_NOT_FOUND' })
  })

  it('is out of use as soon as it is revoked, which may be said twice', async () => {
    const serviceAccountId = await programs.account(admin)
    const { apiKeyId, secret } = await programs.key(serviceAccountId, admin)
    const { serviceAccount } = await programs.accounts.revokeApiKey({ serviceAccountId, apiKeyId }, admin)
    expect(serviceAccount?.apiKeys).toEqual([])
    await expect(others.withKey(secret)).rejects.toMatchObject({ reason: 'API_KEY_REFUSED' })
    const again = await others.accounts.revokeApiKey({ serviceAccountId, apiKeyId }, admin)
    expect(again.serviceAccount).toEqual(serviceAccount)
  })

  it('notes its use, exact to an hour, without a change that anybody has to see first', async () => {
    const id = await programs.account(admin)
    const { secret } = await programs.key(id, admin)
    const usedAt = nowMs
    await programs.withKey(secret)
    nowMs += 60_000
    await programs.withKey(secret)
    const account = await read(id)
    expect(account?.revision).toBe(2)
    expect(account?.apiKeys.map(({ lastUsedAt }) => lastUsedAt && timestampMs(lastUsedAt))).toEqual([usedAt])
  })
})

it('an account has so many keys and no more, however many are asked for at once, and forgets expired ones', async () => {
  const id = await programs.account(admin)
  const calls = Array.from({ length: 2 * MOST_API_KEYS }, (_, at) =>
    (at % 2 ? others : programs).key(id, admin),
  )
  const outcomes = await Promise.allSettled(calls)
  const refused = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason.reason)
  expect(refused).toEqual(Array.from({ length: MOST_API_KEYS }, () => 'TOO_MANY_API_KEYS'))
  expect((await read(id))?.apiKeys).toHaveLength(MOST_API_KEYS)
  nowMs += 91 * DAY_MS
  admin = await asAdmin(first)
  const { apiKeyId } = await programs.key(id, admin)
  expect((await read(id))?.apiKeys.map(key => key.apiKeyId)).toEqual([apiKeyId])
})

describe('a request with a wrong field is refused, and the field named', () => {
  it.each([
    ['no key', { idempotencyKey: '' }, 'idempotency_key'],
    ['no name', { displayName: ' ' }, 'display_name'],
    ['a long name', { displayName: 'x'.repeat(81) }, 'display_name'],
    ['a partner in capitals', { partner: 'ACME' }, 'partner'],
    ['a partner with a blank', { partner: 'a b' }, 'partner'],
    ['a partner of another alphabet', { partner: '\u0430cme' }, 'partner'],
    ['a long partner', { partner: 'x'.repeat(41) }, 'partner'],
  ])('an account with %s', async (_, wrong, field) => {
    const request = { idempotencyKey: 'k', displayName: 'Shop', ...wrong }
    const call = programs.accounts.createServiceAccount(request, admin)
    await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
  })

  it.each([
    ['an id of another kind', { serviceAccountId: 'evt_1' }, 'service_account_id'],
    ['no name', { displayName: '' }, 'display_name'],
    ['no scopes', { scopes: [] }, 'scopes'],
    ['too many scopes', { scopes: Array.from({ length: 51 }, () => 'activity.write') }, 'scopes'],
    ['an unknown scope', { scopes: ['activity.write', 'all'] }, 'scopes[1]'],
  ])('a key with %s', async (_, wrong, field) => {
    const request = { serviceAccountId: 'usr_1', displayName: 'x', scopes: ['activity.write'], ...wrong }
    const call = programs.accounts.createApiKey(request, admin)
    await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
  })

  it.each([
    ['a name of a key', { apiKeyId: 'checkout' }, 'api_key_id'],
    ['a negative overlap', { overlap: { seconds: -1n, nanos: 0 } }, 'overlap'],
    ['an overlap of 31 days', { overlap: { seconds: 31n * 86_400n, nanos: 0 } }, 'overlap'],
    ['an overlap of ages', { overlap: { seconds: 1n << 62n, nanos: 0 } }, 'overlap'],
  ])('a rotation with %s', async (_, wrong, field) => {
    const request = { serviceAccountId: 'usr_1', apiKeyId: 'apk_1', ...wrong }
    const call = programs.accounts.rotateApiKey(request, admin)
    await expect(call).rejects.toMatchObject({ reason: 'INVALID_FIELDS', violations: [{ field }] })
  })
})
