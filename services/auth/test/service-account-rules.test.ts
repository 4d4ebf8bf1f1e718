import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  type ApiKey,
  apiKeyOf,
  hashOfKey,
  LONGEST_API_KEY,
  prefixOf,
  readApiKey,
  usableKey,
  usedAt,
} from '../src/domain/api-key.ts'
import { base62 } from '../src/domain/base62.ts'
import { HASH_KEY_ID, keyedHash } from '../src/domain/keyed-hash.ts'
import {
  goodKey,
  isAsWanted,
  MOST_API_KEYS,
  partnerOf,
  type ServiceAccount,
  useKey,
  withKey,
  withoutKey,
  withSuccessor,
  withWanted,
} from '../src/domain/service-account.ts'
import type { User } from '../src/domain/user.ts'

const NOW = 10_000_000
const HOUR = 3_600_000
const BOT: User = { kind: 'SERVICE', displayName: 'Bot', roles: { USER: true }, createdAtMs: 5 }

function key(keyId: string, changes: Partial<ApiKey> = {}): ApiKey {
  return {
    keyId,
    displayName: keyId,
    prefix: 'rwk_',
    hash: `hash of ${keyId}`,
    scopes: [],
    createdAtMs: 5,
    expiresAtMs: NOW + 100,
    ...changes,
  }
}
const bot = (account: Partial<ServiceAccount> = {}) => ({
  rev: 4,
  value: { ...BOT, serviceAccount: { apiKeys: [key('apk_a'), key('apk_b')], ...account } },
})
const keysAfter = (user: User | undefined) => user?.serviceAccount?.apiKeys

test.each([
  [[0], 1, '0'],
  [[61], 1, 'z'],
  [[62], 2, '10'],
  [[9, 10], 4, '00bK'],
  [[35], 3, '00Z'],
  [[36], 1, 'a'],
  [[0, 0], 2, '00'],
])('%j in base 62 is, filled up to %i, %s', (bytes, length, text) => {
  expect(base62(Uint8Array.from(bytes), length)).toBe(text)
})

test('base 62 counts with digits, then large letters, then small ones', () => {
  const digits = Array.from({ length: 62 }, (_, at) => base62(Uint8Array.of(at), 1))
  expect(digits.join('')).toBe('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz')
})

test('what others rely on has a name and a size', () => {
  expect([HASH_KEY_ID, MOST_API_KEYS, LONGEST_API_KEY]).toEqual(['keyed-hash', 20, 128])
})

test('a keyed hash is another one for each key, purpose and text', () => {
  const secret = Buffer.alloc(32, 1).toString('base64url')
  const expected = createHmac('sha256', Buffer.alloc(32, 1)).update('purpose\ntext').digest('hex')
  expect(keyedHash({ secret }, 'purpose', 'text').toString('hex')).toBe(expected)
})

describe('an API key', () => {
  const text = apiKeyOf('usr_bot1', Buffer.alloc(32, 255))
  const body = text.slice(0, -6)

  test('names its account, and carries 256 bits of chance and a checksum', () => {
    expect(text).toMatch(/^rwk_bot1_[0-9A-Za-z]{43}[0-9A-Za-z]{6}$/)
    expect(apiKeyOf('usr_bot1', new Uint8Array(32)).startsWith(`rwk_bot1_${'0'.repeat(43)}`)).toBe(true)
  })

  test('is read by its account and its hash', () => {
    const hash = createHash('sha256').update(text).digest('base64url')
    expect(readApiKey(text)).toStrictEqual({ accountId: 'usr_bot1', hash })
    expect(hashOfKey(text)).toBe(hash)
  })

  test('is shown by its beginning', () => {
    expect(prefixOf(text)).toBe(text.slice(0, 'rwk_bot1_'.length + 6))
  })

  test('is none when it is altered, cut or lengthened', () => {
    const other = text.at(-1) === '0' ? '1' : '0'
    const altered = [
      text.slice(0, -1) + other,
      text.slice(1),
      text.slice(0, -1),
      `${text}0`,
      ` ${text}`,
      body.replace('bot1', 'bot2') + text.slice(-6),
      text.replace('rwk', 'rwx'),
      '',
    ]
    expect(altered.map(readApiKey)).toEqual(altered.map(() => undefined))
  })

  const RANDOM = 'yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp1'
  test('is written the same for ever', () => {
    expect(text).toBe(`rwk_bot1_${RANDOM}1V8hKf`)
  })

  /** Checksums that are right for the whole text, made so with Python's zlib: its form alone gives it away. */
  test.each([
    ['before it', `xrwk_bot1_${RANDOM}4PEGT1`],
    ['after it', `rwk_bot1_${RANDOM}1V8hKfaaAaAAaAaaAAaaaaaaaaAaaaaAAAAaAaaaaaaaaaaaaaa1V8hKf`],
  ])('is none with more %s', (_, longer) => {
    expect(readApiKey(longer)).toBeUndefined()
  })

  test('has an account of 1 to 36 characters', () => {
    const of = (account: string) => readApiKey(apiKeyOf(`usr_${account}`, Buffer.alloc(32, 3)))?.accountId
    expect(of('a'.repeat(36))).toBe(`usr_${'a'.repeat(36)}`)
    expect([of('a'.repeat(37)), of(''), of('A'), of('a_b')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  test('is usable until it expires, and known by its hash', () => {
    const keys = [key('apk_a'), key('apk_b')]
    const use = (hash: string, nowMs: number) => usableKey(keys, { accountId: 'usr_a', hash }, nowMs)?.keyId
    expect(use('hash of apk_b', NOW + 99)).toBe('apk_b')
    expect(use('hash of apk_b', NOW + 100)).toBeUndefined()
    expect(use('hash of apk_c', NOW)).toBeUndefined()
  })

  test('is noted as used once an hour', () => {
    expect(usedAt(key('apk_a'), NOW)).toStrictEqual(key('apk_a', { lastUsedAtMs: NOW }))
    const before = key('apk_a', { lastUsedAtMs: NOW })
    expect(usedAt(before, NOW + HOUR - 1)).toBeUndefined()
    expect(usedAt(before, NOW + HOUR)).toStrictEqual(key('apk_a', { lastUsedAtMs: NOW + HOUR }))
  })
})

describe('a service account', () => {
  test('gets one more key, and forgets those that are over', () => {
    const before = bot({ partner: 'acme', apiKeys: [key('apk_a'), key('apk_o', { expiresAtMs: NOW })] })
    expect(withKey(before, key('apk_n'), NOW)).toStrictEqual({
      ...BOT,
      serviceAccount: { partner: 'acme', apiKeys: [key('apk_a'), key('apk_n')] },
      revision: 5,
    })
    expect(keysAfter(withKey({ rev: 1, value: BOT }, key('apk_n'), NOW))).toEqual([key('apk_n')])
  })

  test('has 20 keys at most', () => {
    const nineteen = Array.from({ length: 19 }, (_, at) => key(`apk_${at}`))
    const full = bot({ apiKeys: [...nineteen, key('apk_n')] })
    expect(keysAfter(withKey(bot({ apiKeys: nineteen }), key('apk_n'), NOW))).toHaveLength(20)
    expect(() => withKey(full, key('apk_m'), NOW)).toThrow(
      expect.objectContaining({
        kind: 'failed_precondition',
        reason: 'TOO_MANY_API_KEYS',
        message: 'the account has 20 API keys already; revoke one first',
        metadata: { most: '20' },
      }),
    )
  })

  test('gets a successor of a key, which ends no later than it would have', () => {
    const next = { next: key('apk_n'), endsAtMs: NOW + 50 }
    expect(keysAfter(withSuccessor(bot(), 'apk_a', next, NOW))).toEqual([
      key('apk_a', { expiresAtMs: NOW + 50 }),
      key('apk_b'),
      key('apk_n'),
    ])
    expect(keysAfter(withSuccessor(bot(), 'apk_a', { ...next, endsAtMs: NOW + 500 }, NOW))).toEqual([
      key('apk_a'),
      key('apk_b'),
      key('apk_n'),
    ])
    expect(keysAfter(withSuccessor(bot(), 'apk_a', { ...next, endsAtMs: NOW }, NOW))).toEqual([
      key('apk_b'),
      key('apk_n'),
    ])
  })

  test('gets no successor beyond its 20 keys, and keeps all else with one', () => {
    const all = Array.from({ length: 20 }, (_, at) => key(`apk_${at}`))
    const succeed = (apiKeys: ApiKey[], endsAtMs: number) =>
      withSuccessor(bot({ partner: 'acme', apiKeys }), 'apk_0', { next: key('apk_n'), endsAtMs }, NOW)
    expect(() => succeed(all, NOW + 1)).toThrow(expect.objectContaining({ reason: 'TOO_MANY_API_KEYS' }))
    expect(succeed(all.slice(0, 1), NOW + 1)).toStrictEqual({
      ...BOT,
      serviceAccount: { partner: 'acme', apiKeys: [key('apk_0', { expiresAtMs: NOW + 1 }), key('apk_n')] },
      revision: 5,
    })
  })

  test('has no successor of a key that is not good', () => {
    const refused = expect.objectContaining({
      kind: 'not_found',
      reason: 'API_KEY_NOT_FOUND',
      message: 'the account has no API key apk_a that is still good',
      metadata: { apiKeyId: 'apk_a' },
    })
    const next = { next: key('apk_n'), endsAtMs: NOW + 500 }
    expect(() => withSuccessor(bot(), 'apk_a', next, NOW + 100)).toThrow(refused)
    expect(() => goodKey(bot({ apiKeys: [key('apk_b')] }), 'apk_a', NOW)).toThrow(refused)
    expect(goodKey(bot(), 'apk_b', NOW + 99)).toStrictEqual(key('apk_b'))
  })

  test('without a key is without its tokens', () => {
    expect(withoutKey(bot(), 'apk_a', NOW)).toStrictEqual({
      ...BOT,
      serviceAccount: { apiKeys: [key('apk_b')] },
      revision: 5,
      accessRevision: 2,
      accessChangedAtMs: NOW,
    })
    expect(withoutKey(bot(), 'apk_x', NOW)).toBeUndefined()
  })

  test('is used by a key of it, which is noted once an hour', () => {
    const presented = { accountId: 'usr_a', hash: 'hash of apk_b' }
    expect(useKey(bot({ partner: 'acme' }), presented, NOW)).toStrictEqual({
      key: key('apk_b'),
      next: {
        ...BOT,
        serviceAccount: { partner: 'acme', apiKeys: [key('apk_a'), key('apk_b', { lastUsedAtMs: NOW })] },
        revision: 4,
      },
    })
    const noted = key('apk_b', { lastUsedAtMs: NOW })
    expect(useKey(bot({ apiKeys: [noted] }), presented, NOW)).toStrictEqual({ key: noted })
  })

  test('is not used while it is disabled, nor by what is no key of it', () => {
    const presented = { accountId: 'usr_a', hash: 'hash of apk_b' }
    expect(useKey(bot({ disabled: true }), presented, NOW)).toBeUndefined()
    expect(useKey({ rev: 1, value: BOT }, presented, NOW)).toBeUndefined()
    expect(useKey(bot(), { ...presented, hash: 'hash of apk_x' }, NOW)).toBeUndefined()
  })

  test('acts for its partner while it may do everything', () => {
    const { value } = bot({ partner: 'acme' })
    expect(partnerOf(value, NOW)).toBe('acme')
    expect(partnerOf(bot().value, NOW)).toBeUndefined()
    expect(partnerOf(BOT, NOW)).toBeUndefined()
    expect(partnerOf(bot({ partner: 'acme', disabled: true }).value, NOW)).toBeUndefined()
    expect(partnerOf({ ...value, standing: { state: 'SUSPENDED', sinceMs: 1 } }, NOW)).toBeUndefined()
  })

  test.each([
    [{}, undefined, true],
    [{ displayName: 'Bot' }, undefined, true],
    [{ displayName: 'Other' }, undefined, false],
    [{ disabled: false }, undefined, true],
    [{ disabled: true }, undefined, false],
    [{ disabled: true }, true as const, true],
    [{ disabled: false }, true as const, false],
    [{}, true as const, true],
  ])('is as wanted, %o, when it is disabled: %s: %s', (wanted, disabled, isSo) => {
    expect(isAsWanted(bot(disabled ? { disabled } : {}), wanted)).toBe(isSo)
  })

  test('of which nothing is known yet is enabled', () => {
    const wanted = [{}, { disabled: false }, { disabled: true }]
    expect(wanted.map(each => isAsWanted({ rev: 4, value: BOT }, each))).toEqual([true, true, false])
  })

  const { apiKeys } = bot().value.serviceAccount
  test('is disabled, and its tokens are worth nothing', () => {
    expect(withWanted(bot({ partner: 'acme' }), { disabled: true }, NOW)).toStrictEqual({
      ...BOT,
      serviceAccount: { partner: 'acme', apiKeys, disabled: true },
      revision: 5,
      accessRevision: 2,
      accessChangedAtMs: NOW,
    })
  })

  test.each([
    [{ displayName: 'Other' }, true],
    [{ disabled: true }, true],
    [{ disabled: false }, false],
  ])('that is disabled and wanted as %o stays so: %s, and no token feels it', (wanted, stays) => {
    expect(withWanted(bot({ disabled: true }), wanted, NOW)).toStrictEqual({
      ...BOT,
      ...('displayName' in wanted && { displayName: 'Other' }),
      serviceAccount: { apiKeys, ...(stays && { disabled: true }) },
      revision: 5,
    })
  })

  test('of which nothing is known yet begins without keys', () => {
    expect(withWanted({ rev: 4, value: BOT }, {}, NOW)).toStrictEqual({
      ...BOT,
      serviceAccount: { apiKeys: [] },
      revision: 5,
    })
  })
})
