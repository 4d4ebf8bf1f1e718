import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openSqliteStore } from '@rewards/store'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { User } from '../src/domain/user.ts'
import { RECOMMENDED_COST } from '../src/infrastructure/passwords/password-hash.ts'
import { collections, storeDeclaration } from '../src/infrastructure/store/collections.ts'
import { CHEAP, person, removeDir, runAuth, tempDir } from './running-auth.ts'

const DEARER = { ...CHEAP, cost: { memoryKiB: 64, passes: 2, lanes: 1 } }
const NO_LIMITS = { freeSignIns: 100_000 }

let dataDir: string
beforeEach(async () => {
  dataDir = await tempDir()
})
afterEach(() => removeDir(dataDir))

async function storedHash(userId: string): Promise<string | undefined> {
  const store = await openSqliteStore({ file: join(dataDir, 'auth.sqlite'), collections: storeDeclaration })
  const user = await store.collection<User>(collections.users).get(userId)
  await store.close()
  return user?.value.passwordHash
}

describe('when the cost of hashes grows', () => {
  it('each is made anew at the next sign-in, and nothing that callers see has changed', async () => {
    await using before = await disposable({ passwords: CHEAP })
    const ann = person()
    const { user } = await before.auth.signUp(ann)
    const id = user?.userId ?? ''
    const cheap = await storedHash(id)
    expect(cheap).toMatch(/\$m=8,t=1,p=1\$/)

    await using after = await disposable({ passwords: DEARER })
    const wrong = after.auth.signIn({ ...ann, password: 'not the password' })
    await expect(wrong).rejects.toMatchObject({ reason: 'SIGN_IN_REFUSED' })
    expect(await storedHash(id)).toBe(cheap)
    expect((await after.auth.signIn(ann)).user).toEqual(user)
    const dear = await storedHash(id)
    expect(dear).toMatch(/\$m=64,t=2,p=1\$/)
    expect((await after.auth.signIn(ann)).user).toEqual(user)
    expect(await storedHash(id)).toBe(dear)
  })

  it('a sign-in succeeds though there is no place for the new hash', async () => {
    await using before = await disposable({ passwords: CHEAP })
    const people = Array.from({ length: 6 }, () => person())
    for (const each of people) await before.auth.signUp(each)
    await using after = await disposable({ passwords: { ...DEARER, atOnce: 1, waiting: 6 } })
    const outcomes = await Promise.all(people.map(each => after.auth.signIn(each)))
    expect(outcomes.map(({ user }) => user?.email)).toEqual(people.map(({ email }) => email))
  })
})

describe('the cost of a sign-in', () => {
  it('is the same for a known and an unknown account: measured', async () => {
    await using auth = await disposable({ passwords: { ...CHEAP, cost: RECOMMENDED_COST } })
    const ann = person()
    await auth.auth.signUp(ann)
    const timed = async (email: string) => {
      const startedAt = performance.now()
      await auth.auth.signIn({ email, password: 'not the password' }).catch(() => undefined)
      return performance.now() - startedAt
    }
    const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] }
    for (let i = 0; i < 20; i++) {
      times.known.push(await timed(ann.email))
      times.unknown.push(await timed(`nobody${i}@example.com`))
    }
    for (const [who, ms] of Object.entries(times))
      console.log(`a refused sign-in, ${who} account: median ${medianOf(ms).toFixed(1)} ms of ${ms.length}`)
  })

  it('is paid beside the event loop, in a bounded queue: who finds no place is told so at once', async () => {
    const passwords = { cost: RECOMMENDED_COST, atOnce: 2, waiting: 64 }
    await using auth = await disposable({ passwords })
    const ann = person()
    await auth.auth.signUp(ann)
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const startedAt = performance.now()
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        auth.auth.signIn({ email: `nobody${i}@example.com`, password: 'x' }, { timeoutMs: 60_000 }).then(
          () => 'OK',
          ({ reason }: { reason: string }) => reason,
        ),
      ),
    )
    const tookS = (performance.now() - startedAt) / 1_000
    delay.disable()
    const refused = outcomes.filter(each => each === 'SIGN_IN_REFUSED').length
    const busy = outcomes.filter(each => each === 'SIGN_IN_BUSY').length
    console.log(
      `300 sign-ins at once, 64 may wait: ${refused} checked, ${busy} told SIGN_IN_BUSY, in ${tookS.toFixed(1)} s; ` +
        `event loop delay p50 ${ms(delay.percentile(50))}, p99 ${ms(delay.percentile(99))}, most ${ms(delay.max)}`,
    )
    expect(refused).toBeGreaterThanOrEqual(66)
    expect(refused + busy).toBe(300)
    expect((await auth.auth.signIn(ann)).user?.email).toBe(ann.email)
  })
})

async function disposable(overrides: Parameters<typeof runAuth>[0]['overrides']) {
  const running = await runAuth({ dataDir, config: NO_LIMITS, ...(overrides && { overrides }) })
  return { ...running, [Symbol.asyncDispose]: running.stop }
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function ms(nanoseconds: number): string {
  return `${(nanoseconds / 1e6).toFixed(0)} ms`
}
