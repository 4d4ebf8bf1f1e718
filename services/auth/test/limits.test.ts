import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AuthService, TokenService } from '@rewards/contracts/auth'
import { Rate } from '@rewards/process'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RECOMMENDED_COST } from '../src/infrastructure/passwords/password-hash.ts'
import { type CallFrom, callsTo } from './call-from.ts'
import { person, type Running, removeDir, runAuth, tempDir, type Wanted } from './running-auth.ts'

const { signIn, signUp, refreshToken } = AuthService.method
const { exchangeApiKey } = TokenService.method
const DAY_MS = 24 * 3_600_000
const LIMITS = {
  freeSignIns: 3,
  signInsPerAddress: new Rate(8, 60_000),
  signUpsPerAddress: new Rate(5, 60_000),
  signUpsPerAccount: new Rate(2, 60_000),
  refusedTokensPerAddress: new Rate(4, 60_000),
}

let dataDir: string
let clockMs: number
let first: Running
let second: Running
let callFrom: CallFrom
let closeCalls: () => void
beforeEach(async () => {
  dataDir = await tempDir()
  clockMs = Date.now()
  first = await start()
  second = await start()
  const calls = callsTo(first.port)
  callFrom = calls.callFrom
  closeCalls = calls.close
})
afterEach(async () => {
  closeCalls()
  await first.stop()
  await second.stop()
  await removeDir(dataDir)
})

function start({ config, overrides }: Partial<Wanted> = {}): Promise<Running> {
  return runAuth({
    dataDir,
    config: { ...LIMITS, ...config },
    overrides: { now: () => clockMs, ...overrides },
  })
}

/** How a call ended: `OK`, or its reason, with the seconds to wait where they are told. */
function outcome(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    ({ reason, retryAfterMs }: { reason: string; retryAfterMs?: number }) =>
      retryAfterMs === undefined ? reason : `${reason} ${Math.ceil(retryAfterMs / 1_000)} s`,
  )
}

/** Wrong passwords, one after the other, until the account has to be waited for. */
async function failAt(email: string, times = 3, deviceToken = ''): Promise<string[]> {
  const outcomes: string[] = []
  for (let i = 0; i < times; i++)
    outcomes.push(await outcome(first.auth.signIn({ email, password: `wrong ${i}`, deviceToken })))
  return outcomes
}

describe('signing in to one account', () => {
  it('has to wait after several failures, twice as long each time, whether there is such an account or not', async () => {
    const ann = person()
    await first.auth.signUp(ann)
    for (const email of [ann.email, 'nobody@example.com']) {
      expect(await failAt(email, 4)).toEqual([
        'SIGN_IN_REFUSED',
        'SIGN_IN_REFUSED',
        'SIGN_IN_REFUSED',
        'RATE_LIMITED 1 s',
      ])
      clockMs += 1_000
      expect(await failAt(email, 2)).toEqual(['SIGN_IN_REFUSED', 'RATE_LIMITED 2 s'])
      clockMs += 2_000
      expect(await failAt(email, 2)).toEqual(['SIGN_IN_REFUSED', 'RATE_LIMITED 4 s'])
    }
  })

  it('waits with the right password too, in every replica and after a restart; then it succeeds and all is forgotten', async () => {
    const ann = person()
    await first.auth.signUp(ann)
    await failAt(ann.email)
    await second.stop()
    second = await start()
    expect(await outcome(second.auth.signIn(ann))).toBe('RATE_LIMITED 1 s')
    clockMs += 1_000
    expect(await outcome(second.auth.signIn(ann))).toBe('OK')
    expect(await failAt(ann.email)).toEqual(['SIGN_IN_REFUSED', 'SIGN_IN_REFUSED', 'SIGN_IN_REFUSED'])
  })

  it('lets no more guesses through than are free, of many at once over two replicas', async () => {
    const ann = person()
    await first.auth.signUp(ann)
    const guesses = Array.from({ length: 64 }, (_, i) =>
      outcome((i % 2 ? first : second).auth.signIn({ ...ann, password: `guess ${i}` })),
    )
    const outcomes = await Promise.all(guesses)
    expect(outcomes.filter(each => each === 'SIGN_IN_REFUSED')).toHaveLength(3)
    expect(outcomes.filter(each => each === 'RATE_LIMITED 1 s')).toHaveLength(61)
  })

  it('does not count what found no place to wait', async () => {
    const ann = person()
    await first.auth.signUp(ann)
    const passwords = { cost: RECOMMENDED_COST, atOnce: 1, waiting: 0 }
    const small = await start({ config: { freeSignIns: 20 }, overrides: { passwords } })
    const wrong = { ...ann, password: 'not the password' }
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => outcome(small.auth.signIn(wrong))))
    expect(outcomes.filter(each => each === 'SIGN_IN_BUSY 2 s').length).toBeGreaterThan(2)
    const left = 3 - outcomes.filter(each => each === 'SIGN_IN_REFUSED').length
    expect(await failAt(ann.email, left)).toEqual(Array.from({ length: left }, () => 'SIGN_IN_REFUSED'))
    await small.stop()
  })
})

describe('a known device', () => {
  it('is not held up by what strangers fail at, and has tries of its own', async () => {
    const ann = person()
    const { deviceToken } = await first.auth.signUp(ann)
    await failAt(ann.email, 4)
    expect(await outcome(first.auth.signIn(ann))).toBe('RATE_LIMITED 1 s')
    const fromHome = await second.auth.signIn({ ...ann, deviceToken })
    expect(fromHome.user?.email).toBe(ann.email)
    // Nor does its success let strangers at the account.
    expect(await outcome(first.auth.signIn(ann))).toBe('RATE_LIMITED 1 s')
    const again = fromHome.deviceToken
    expect(await failAt(ann.email, 4, again)).toEqual([
      'SIGN_IN_REFUSED',
      'SIGN_IN_REFUSED',
      'SIGN_IN_REFUSED',
      'RATE_LIMITED 1 s',
    ])
    // The token that came first names the same device.
    expect(await outcome(first.auth.signIn({ ...ann, deviceToken }))).toBe('RATE_LIMITED 1 s')
  })

  it('is let in from an address that strangers used up', async () => {
    const ann = person()
    const { deviceToken } = await first.auth.signUp(ann)
    for (let i = 0; i < 8; i++)
      await outcome(callFrom('192.0.2.7', signIn, { email: `nobody${i}@example.com`, password: 'guess' }))
    expect(await outcome(callFrom('192.0.2.7', signIn, ann))).toBe('RATE_LIMITED 60 s')
    expect(await outcome(callFrom('192.0.2.7', signIn, { ...ann, deviceToken }))).toBe('OK')
  })

  it('is none by a token of another user, a forged, a changed, or an old one', async () => {
    const [ann, eve] = [person(), person()]
    const { deviceToken } = await first.auth.signUp(ann)
    const [id = '', issuedAt = '', proof = ''] = deviceToken.split('.')
    const tokens = [
      (await first.auth.signUp(eve)).deviceToken,
      `${id}.${issuedAt}.${'A'.repeat(43)}`,
      `${id}x.${issuedAt}.${proof}`,
      `${id}.${Number(issuedAt) + 1}.${proof}`,
      `${id}.${issuedAt}.${proof}.`,
      deviceToken.slice(0, -1),
      '$ne',
    ]
    await failAt(ann.email)
    for (const each of tokens)
      expect(await outcome(first.auth.signIn({ ...ann, deviceToken: each }))).toBe('RATE_LIMITED 1 s')
    clockMs += 180 * DAY_MS
    await failAt(ann.email)
    expect(await outcome(first.auth.signIn({ ...ann, deviceToken }))).toBe('RATE_LIMITED 1 s')
  })

  it('needs the password all the same', async () => {
    const ann = person()
    const { deviceToken } = await first.auth.signUp(ann)
    const call = first.auth.signIn({ ...ann, password: 'not the password', deviceToken })
    expect(await outcome(call)).toBe('SIGN_IN_REFUSED')
  })
})

describe('an address', () => {
  it('may fail at so many accounts, an IPv6 network as one; what succeeds does not count', async () => {
    const ann = person()
    await first.auth.signUp(ann)
    const failed: string[] = []
    for (let i = 0; i < 9; i++) {
      expect(await outcome(callFrom('2001:db8::1', signIn, ann))).toBe(i < 8 ? 'OK' : 'RATE_LIMITED 60 s')
      const guess = { email: `nobody${i}@example.com`, password: 'guess' }
      failed.push(await outcome(callFrom(`2001:db8::${i}`, signIn, guess)))
    }
    expect(failed).toEqual([...Array(8).fill('SIGN_IN_REFUSED'), 'RATE_LIMITED 60 s'])
    expect(await outcome(callFrom('2001:db8:0:1::1', signIn, ann))).toBe('OK')
    clockMs += 60_000
    expect(await outcome(callFrom('2001:db8::1', signIn, ann))).toBe('OK')
  })

  it('that is refused holds up no account', async () => {
    const ann = person()
    await first.auth.signUp(ann)
    for (let i = 0; i < 8; i++)
      await outcome(callFrom('192.0.2.7', signIn, { email: `nobody${i}@example.com`, password: 'guess' }))
    for (let i = 0; i < 20; i++) {
      const guess = callFrom('192.0.2.7', signIn, { ...ann, password: 'guess' })
      expect(await outcome(guess)).toBe('RATE_LIMITED 60 s')
    }
    expect(await outcome(callFrom('192.0.2.8', signIn, ann))).toBe('OK')
  })

  it('may sign up so often, and with one e-mail address less often', async () => {
    const ann = person()
    expect(await outcome(callFrom('192.0.2.7', signUp, ann))).toBe('OK')
    expect(await outcome(callFrom('192.0.2.7', signUp, ann))).toBe('EMAIL_TAKEN')
    expect(await outcome(callFrom('192.0.2.7', signUp, ann))).toBe('RATE_LIMITED 60 s')
    for (let i = 0; i < 3; i++) expect(await outcome(callFrom('192.0.2.7', signUp, person()))).toBe('OK')
    expect(await outcome(callFrom('192.0.2.7', signUp, person()))).toBe('RATE_LIMITED 60 s')
    expect(await outcome(callFrom('192.0.2.8', signUp, person()))).toBe('OK')
  })

  it('may come with so many refresh tokens and API keys that are none', async () => {
    const { tokens } = await first.auth.signUp(person())
    const none = { refreshToken: `ses_nobody.1.${'A'.repeat(43)}` }
    for (let i = 0; i < 2; i++) {
      expect(await outcome(callFrom('192.0.2.7', refreshToken, none))).toBe('REFRESH_REFUSED')
      expect(await outcome(callFrom('192.0.2.7', exchangeApiKey, { apiKey: 'x' }))).toBe('API_KEY_REFUSED')
    }
    expect(await outcome(callFrom('192.0.2.7', exchangeApiKey, { apiKey: 'x' }))).toBe('RATE_LIMITED 60 s')
    expect(await outcome(callFrom('192.0.2.7', refreshToken, none))).toBe('RATE_LIMITED 60 s')
    const good = { refreshToken: tokens?.refreshToken ?? '' }
    expect(await outcome(callFrom('192.0.2.7', refreshToken, good))).toBe('RATE_LIMITED 60 s')
    expect(await outcome(callFrom('192.0.2.8', refreshToken, good))).toBe('OK')
  })
})

it('all together may fail so often, from however many addresses and at however many accounts', async () => {
  const ann = person()
  const { deviceToken } = await first.auth.signUp(ann)
  // Counted in sixteen parts, of which one call hits one.
  const few = await start({ config: { signInsInAll: new Rate(32, 60_000) } })
  const guess = (i: number) =>
    outcome(few.auth.signIn({ email: `nobody${i}@example.com`, password: 'guess' }))
  const outcomes = await Promise.all(Array.from({ length: 200 }, (_, i) => guess(i)))
  const checked = outcomes.filter(each => each === 'SIGN_IN_REFUSED').length
  expect(checked).toBeLessThanOrEqual(32)
  expect(checked).toBeGreaterThan(16)
  expect(await outcome(few.auth.signIn({ ...ann, deviceToken }))).toBe('OK')
  await few.stop()
})

it('neither an e-mail address that was tried nor the address of who tried lies in the store', async () => {
  const email = 'the-one-who-was-tried@example.com'
  await outcome(callFrom('198.51.100.77', signIn, { email, password: 'guess' }))
  for (const name of await readdir(dataDir)) {
    const file = await readFile(join(dataDir, name), 'latin1')
    expect(file.includes('the-one-who-was-tried'), name).toBe(false)
    expect(file.includes('198.51.100.77'), name).toBe(false)
  }
})
