import { randomUUID } from 'node:crypto'
import { Role } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHEAP, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

let running: Running
beforeAll(async () => {
  running = await runAuth({ dataDir: await tempDir() })
})
afterAll(async () => {
  await running.stop()
  await removeDir(running.dataDir)
})

describe('signing up', () => {
  it('makes a user with the role USER, whose token is accepted', async () => {
    const ann = person({ email: ' Ann.Lee@Example.com ' })
    const { user, tokens } = await running.auth.signUp(ann)
    expect(user).toMatchObject({
      email: 'Ann.Lee@Example.com',
      displayName: 'Ann',
      roles: [Role.USER],
      revision: 1,
    })
    expect(user?.userId).toMatch(/^usr_[a-z0-9]{22}$/)
    const me = await running.auth.getMe({}, { token: tokens?.accessToken ?? '' })
    expect(me.user).toEqual(user)
    expect(me.permissions).toEqual([])
  })

  it('lets one of many who sign up with one address at once have it', async () => {
    const email = `${randomUUID()}@example.com`
    const calls = Array.from({ length: 32 }, (_, at) =>
      running.auth.signUp(person({ email: at % 2 ? email : email.toUpperCase() })),
    )
    const outcomes = await Promise.allSettled(calls)
    const lost = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(lost.length).toBe(31)
    for (const { reason } of lost)
      expect(reason).toMatchObject({ kind: 'already_exists', reason: 'EMAIL_TAKEN' })
  })

  it('takes an address as taken however its letters are composed', async () => {
    await running.auth.signUp(person({ email: 'zo\u00eb@example.com' }))
    const again = running.auth.signUp(person({ email: 'ZOE\u0308@example.com' }))
    await expect(again).rejects.toMatchObject({ reason: 'EMAIL_TAKEN' })
  })
})

describe('signing in', () => {
  it('takes the address in any case, and the password however its letters are composed', async () => {
    const ann = person({ password: 'caf\u00e9 caf\u00e9 caf\u00e9' })
    const { user } = await running.auth.signUp(ann)
    const again = await running.auth.signIn({
      email: ann.email.toUpperCase(),
      password: 'cafe\u0301 cafe\u0301 cafe\u0301',
    })
    expect(again.user).toEqual(user)
  })

  it('answers an unknown address and a wrong password with the same words', async () => {
    const ann = person()
    await running.auth.signUp(ann)
    const wrong = await failure(running.auth.signIn({ ...ann, password: 'not the password' }))
    const unknown = await failure(running.auth.signIn({ ...ann, email: 'nobody@example.com' }))
    expect(wrong).toMatchObject({ kind: 'unauthenticated', reason: 'SIGN_IN_REFUSED' })
    expect(unknown).toEqual(wrong)
  })

  it('tells those who find no place to wait to come back, and takes them then', async () => {
    const people = Array.from({ length: 30 }, () => person())
    await Promise.all(people.map(each => running.auth.signUp(each)))
    const passwords = { ...CHEAP, atOnce: 1, waiting: 1 }
    const small = await runAuth({ dataDir: running.dataDir, overrides: { passwords } })
    const outcomes = await Promise.allSettled(people.map(each => small.auth.signIn(each)))
    const busy = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason)
    expect(busy.length).toBeGreaterThan(0)
    for (const error of busy)
      expect(error).toMatchObject({
        kind: 'resource_exhausted',
        reason: 'SIGN_IN_BUSY',
        retryAfterMs: expect.any(Number),
      })
    for (const each of people) expect((await small.auth.signIn(each)).user?.email).toBe(each.email)
    await small.stop()
  })
})

async function failure(call: Promise<unknown>): Promise<{ kind: string; reason: string; message: string }> {
  const error = await call.then(
    () => expect.unreachable('the call succeeded'),
    (thrown: unknown) => thrown,
  )
  const { kind, reason, message } = error as { kind: string; reason: string; message: string }
  return { kind, reason, message }
}
