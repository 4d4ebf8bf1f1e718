import { describe, expect, it } from 'vitest'
import { argon2Passwords } from '../src/infrastructure/passwords/argon2-passwords.ts'
import { RECOMMENDED_COST } from '../src/infrastructure/passwords/password-hash.ts'

const CHEAP = { memoryKiB: 8, passes: 1, lanes: 1 }
const never = new AbortController().signal

describe('a password hash', () => {
  const passwords = argon2Passwords({ cost: CHEAP, atOnce: 1, waiting: 10 })

  it('matches its password alone', async () => {
    const hash = await passwords.hash('correct horse', never)
    expect(await passwords.matches('correct horse', hash, never)).toBe(true)
    expect(await passwords.matches('correct hors', hash, never)).toBe(false)
  })

  it('is another one each time', async () => {
    expect(await passwords.hash('same', never)).not.toBe(await passwords.hash('same', never))
  })

  it('carries its cost, so that it holds when the cost changes', async () => {
    const hash = await passwords.hash('correct horse', never)
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    const dearer = argon2Passwords({ cost: { memoryKiB: 16, passes: 2, lanes: 1 }, atOnce: 1, waiting: 1 })
    expect(await dearer.matches('correct horse', hash, never)).toBe(true)
  })

  it('costs by default what OWASP asks for at least', async () => {
    const real = argon2Passwords({ cost: RECOMMENDED_COST, atOnce: 1, waiting: 1 })
    expect(await real.hash('x', never)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })

  it('is made by argon2id as others make it', async () => {
    // The reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 256 -p 1 -l 32
    const known = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4'
    expect(await passwords.matches('password', known, never)).toBe(true)
  })

  it('that is damaged is an error, which does not show it', async () => {
    await expect(passwords.matches('x', '$argon2id$secret', never)).rejects.toThrow(/^(?!.*secret).*format/)
  })

  it('is not there for an unknown account: no password matches, after waiting for a turn as any other', async () => {
    expect(await passwords.matches('', undefined, never)).toBe(false)
    const busy = argon2Passwords({ cost: CHEAP, atOnce: 1, waiting: 0 })
    const [first, unknown] = await Promise.allSettled([
      busy.hash('x', never),
      busy.matches('x', undefined, never),
    ])
    expect(first.status).toBe('fulfilled')
    expect(unknown).toMatchObject({ reason: { kind: 'resource_exhausted', reason: 'SIGN_IN_BUSY' } })
  })
})
