import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt'
import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { apiKeyOf, readApiKey } from '../src/domain/api-key.ts'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'
import { type CallAs, type Programs, programsAt, saidBy } from './service-accounts.ts'

let running: Running
let programs: Programs
let admin: CallAs
let nowMs: number
beforeAll(async () => {
  nowMs = Date.now()
  running = await runAuth({ dataDir: await tempDir(), overrides: { now: () => nowMs } })
  programs = programsAt(running)
})
beforeEach(async () => {
  admin = await asAdmin(running)
})
afterAll(async () => {
  programs.close()
  await running.stop()
  await removeDir(running.dataDir)
})

describe('a key', () => {
  const random = new Uint8Array(32).fill(7)

  it('is known by its prefix, its length and its checksum, so that scanners find it and nothing else', () => {
    const key = apiKeyOf('usr_shop', random)
    expect(key).toBe('rwk_shop_1fJjkkpe9PiTw9KSulA8Ghct30vZz4HpdQ5c5b9cPF12oQI97')
    expect(key).toMatch(/^rwk_[a-z0-9]{1,36}_[0-9A-Za-z]{49}$/)
    expect(readApiKey(key)?.accountId).toBe('usr_shop')
  })

  it('with one letter changed is none, before anybody is asked', () => {
    const key = apiKeyOf('usr_shop', random)
    for (let at = 0; at < key.length; at++)
      expect(
        readApiKey(`${key.slice(0, at)}${key[at] === 'x' ? 'y' : 'x'}${key.slice(at + 1)}`),
      ).toBeUndefined()
  })

  it('is as long whatever the chance', () => {
    const lengths = [0, 1, 255].map(byte => apiKeyOf('usr_a', new Uint8Array(32).fill(byte)).length)
    expect(new Set(lengths).size).toBe(1)
  })
})

describe('what a key is exchanged for', () => {
  it('is a token of its account, restricted to the key’s scopes, without a session', async () => {
    const id = await programs.account(admin)
    const { secret } = await programs.key(id, admin, [
      'condition.evaluate',
      'activity.write',
      'activity.write',
    ])
    const { token } = await programs.withKey(secret)
    expect(saidBy(token)).toMatchObject({
      sub: id,
      roles: ['USER', 'SERVICE'],
      prm: ['activity.write', 'condition.evaluate'],
      arv: 1,
    })
    expect(saidBy(token)).not.toHaveProperty('sid')
    expect((await running.auth.getMe({}, { token })).user?.userId).toBe(id)
  })

  it('ends after 15 minutes, or with the key', async () => {
    const serviceAccountId = await programs.account(admin)
    const { secret: long } = await programs.key(serviceAccountId, admin)
    const about = { serviceAccountId, displayName: 'x', scopes: ['activity.write'] }
    const expiresAt = timestampFromMs(nowMs + 60_000)
    const { secret: short } = await programs.accounts.createApiKey({ ...about, expiresAt }, admin)
    const lives = async (apiKey: string) => {
      const { accessTokenExpiresAt: at } = await programs.tokens.exchangeApiKey({ apiKey })
      return at && timestampMs(at) - Math.floor(nowMs / 1_000) * 1_000
    }
    expect([await lives(long), await lives(short)]).toEqual([15 * 60_000, 60_000])
  })

  it('carries a scope only as far as the account has it', async () => {
    const id = await programs.account(admin)
    const { secret } = await programs.key(id, admin, ['user.read'])
    const call = running.users.listUsers({}, await programs.withKey(secret))
    await expect(call).rejects.toMatchObject({
      reason: 'PERMISSION_DENIED',
      metadata: { permission: 'user.read' },
    })
  })

  it('says of an account whose key was revoked that what it was is over', async () => {
    const id = await programs.account(admin)
    const { apiKeyId } = await programs.key(id, admin)
    const { secret } = await programs.key(id, admin)
    await programs.accounts.revokeApiKey({ serviceAccountId: id, apiKeyId }, admin)
    expect(saidBy((await programs.withKey(secret)).token)).toMatchObject({ arv: 2 })
  })
})

describe('a key is refused, always with the same words', () => {
  const refused: [string, () => Promise<string> | string][] = [
    ['no key of ours', () => 'Bearer xyz'],
    ['of no account', () => apiKeyOf('usr_nobody', new Uint8Array(32))],
    [
      'of a person',
      async () => apiKeyOf((await running.auth.signUp(person())).user?.userId ?? '', new Uint8Array(32)),
    ],
    ['with other chance', async () => apiKeyOf(await programs.account(admin), new Uint8Array(32))],
    [
      'of another account',
      async () => {
        const { secret } = await programs.key(await programs.account(admin), admin)
        const other = await programs.account(admin)
        return secret.replace(/^rwk_[a-z0-9]+/, `rwk_${other.slice(4)}`)
      },
    ],
    [
      'that is revoked',
      async () => {
        const serviceAccountId = await programs.account(admin)
        const { apiKeyId, secret } = await programs.key(serviceAccountId, admin)
        await programs.accounts.revokeApiKey({ serviceAccountId, apiKeyId }, admin)
        return secret
      },
    ],
    [
      'that has expired',
      async () => {
        const { secret } = await programs.key(await programs.account(admin), admin)
        nowMs += 90 * 24 * 3_600_000
        return secret
      },
    ],
    [
      'whose account is disabled',
      async () => {
        const serviceAccountId = await programs.account(admin)
        const { secret } = await programs.key(serviceAccountId, admin)
        const change = { serviceAccountId, expectedRevision: 2, disabled: true }
        await programs.accounts.updateServiceAccount(change, admin)
        return secret
      },
    ],
  ]
  it.each(refused)('%s', async (_, keyOf) => {
    const apiKey = await keyOf()
    await expect(programs.tokens.exchangeApiKey({ apiKey })).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'API_KEY_REFUSED',
      message: 'the API key is unknown, revoked or expired, or its account is disabled',
    })
  })

  it.each([
    ['none', '', 'is missing; allowed are 1 to 128 characters'],
    ['a huge one', 'x'.repeat(100_000), 'has 100000 characters; allowed are 1 to 128'],
  ])('but for %s, which is a wrong field', async (_, apiKey, description) => {
    const call = programs.tokens.exchangeApiKey({ apiKey })
    await expect(call).rejects.toMatchObject({ violations: [{ field: 'api_key', description }] })
  })
})

it('only people are administrators: a program cannot be given the role', async () => {
  const userId = await programs.account(admin)
  const call = running.users.setRoles({ userId, roles: [Role.ADMIN], expectedRevision: 1 }, admin)
  await expect(call).rejects.toMatchObject({ kind: 'failed_precondition', reason: 'ADMIN_NOT_A_PERSON' })
})

it('the tokens of a disabled account are refused within seconds', async () => {
  const serviceAccountId = await programs.account(admin)
  const { secret } = await programs.key(serviceAccountId, admin)
  const as = await programs.withKey(secret)
  expect((await running.auth.getMe({}, as)).user?.userId).toBe(serviceAccountId)
  await programs.accounts.updateServiceAccount(
    { serviceAccountId, expectedRevision: 2, disabled: true },
    admin,
  )
  await expect
    .poll(() => running.auth.getMe({}, as).catch(error => error.reason), { timeout: 10_000 })
    .toBe('TOKEN_REVOKED')
})
