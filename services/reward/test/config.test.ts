import type { ConfigError } from '@rewards/process'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/config.ts'
import { outsideOf } from '../src/outside-config.ts'

describe('the configuration', () => {
  it('has a value for everything when nothing is set; the simulator is off', () => {
    expect(readConfig({}).config).toMatchObject({
      host: '127.0.0.1',
      port: 50_054,
      dataDir: '.data',
      natsUrl: 'nats://127.0.0.1:4222',
      simulator: false,
    })
  })

  it('warns of a variable of its own that nothing reads', () => {
    expect(readConfig({ REWARDS_REWARD_PROT: '1' }).warnings).toEqual([
      'REWARDS_REWARD_PROT is set, but nothing here reads it',
    ])
  })
})

describe('a provider outside', () => {
  const URL = { REWARDS_PROVIDER_URL: 'https://pay.example/grants?tenant=1' }
  const WHOLE = { ...URL, REWARDS_PROVIDER_TYPES: 'BADGE, COUPON', REWARDS_PROVIDER_KEYS: 'final' }
  const SECRET = `whsec_${Buffer.alloc(24, 'x').toString('base64')}`
  const problemsOf = (env: Record<string, string>) => {
    try {
      return readConfig(env).config
    } catch (error) {
      return (error as ConfigError).problems
    }
  }

  it('is there when its address, its types and what its keys mean are', () => {
    const { config } = readConfig({ ...WHOLE, REWARDS_PROVIDER_SECRET: SECRET })
    expect(outsideOf(config)).toEqual({
      url: URL.REWARDS_PROVIDER_URL,
      name: 'outside',
      types: ['BADGE', 'COUPON'],
      kind: 'final per key',
      secrets: [Buffer.alloc(24, 'x')],
      timeoutMs: 5_000,
    })
    expect(outsideOf(readConfig({}).config)).toBeUndefined()
    const keys = { REWARDS_PROVIDER_KEYS: 'success-only' }
    expect(outsideOf(readConfig({ ...WHOLE, ...keys }).config)?.kind).toBe('success per key')
  })

  it('is refused when half of it is set', () => {
    expect(problemsOf(URL)).toEqual([
      'REWARDS_PROVIDER_TYPES is not set, but REWARDS_PROVIDER_URL is; allowed is a list, separated by commas, of one of POINT, COUPON, BADGE',
      'REWARDS_PROVIDER_KEYS is not set, but REWARDS_PROVIDER_URL is; allowed is one of final, success-only',
    ])
    expect(problemsOf({ REWARDS_PROVIDER_KEYS: 'final', REWARDS_PROVIDER_SECRET: SECRET })).toEqual([
      'REWARDS_PROVIDER_KEYS is set, but REWARDS_PROVIDER_URL is not; allowed is both or none',
      'REWARDS_PROVIDER_SECRET is set, but REWARDS_PROVIDER_URL is not; allowed is both or none',
    ])
  })

  it.each([
    ['REWARDS_PROVIDER_URL', 'pay.example'],
    ['REWARDS_PROVIDER_URL', 'ftp://pay.example'],
    ['REWARDS_PROVIDER_URL', 'https://ann:secret@pay.example'],
    ['REWARDS_PROVIDER_URL', 'https://pay.example/#grants'],
    ['REWARDS_PROVIDER_URL', 'https://'],
    ['REWARDS_PROVIDER_TYPES', 'MONEY'],
    ['REWARDS_PROVIDER_KEYS', 'never'],
    ['REWARDS_PROVIDER_NAME', 'Pay/1'],
    ['REWARDS_PROVIDER_SECRET', 'secret'],
    ['REWARDS_PROVIDER_SECRET', 'whsec_c2hvcnQ='],
    ['REWARDS_PROVIDER_TIMEOUT', '21s'],
  ])('is refused when %s is %s', (variable, value) => {
    const problems = problemsOf({ ...WHOLE, [variable]: value })
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${variable} is .*; allowed is `))])
    expect(String(problems)).not.toContain('secret@')
  })
})
