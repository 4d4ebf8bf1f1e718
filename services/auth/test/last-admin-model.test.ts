import { setImmediate } from 'node:timers/promises'
import type { Stored } from '@rewards/store'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { changeAccount, finishPending } from '../src/application/change-account.ts'
import { type AccountStep, isAdministrator } from '../src/domain/account-change.ts'
import { ADMINISTRATORS_ID, type Administrators } from '../src/domain/administrators.ts'
import { roleSet } from '../src/domain/role.ts'
import type { User } from '../src/domain/user.ts'
import { memoryCollection } from './memory-collection.ts'

const USERS = ['usr_a', 'usr_b']

const call = fc.record({
  userId: fc.constantFrom(...USERS),
  step: fc.constantFrom<AccountStep>(
    { roles: roleSet(['ADMIN']) },
    { roles: roleSet([]) },
    { verdict: { state: 'BANNED', reason: 'x' } },
    { verdict: { state: 'ACTIVE', reason: '' } },
    { reinstate: true },
  ),
  /** The revision that the caller saw, less the one that is there when the call begins. */
  off: fc.constantFrom(0, 0, 0, 1, -1),
  /** The caller dies at this access to the store; most live. */
  diesAt: fc.option(fc.nat({ max: 14 }), { freq: 3 }),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

it('in every order of steps, with callers that die at any of them, somebody is an administrator', async () => {
  const calls = fc.array(call, { minLength: 2, maxLength: 8 })
  const orders = fc.array(fc.nat(), { minLength: 1, maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(calls, orders, async (wanted, order) => {
      const world = new World()
      for (const each of wanted) world.start(each)
      for (let step = 0; world.go(order[step % order.length] ?? 0); step++) {
        await setImmediate()
        expect(world.admins()).not.toEqual([])
      }
      await world.recover()
      expect(world.members()).toEqual(world.admins())
      expect(world.unexpected).toEqual([])
    }),
    { numRuns: 20_000 },
  )
}, 120_000)

/** Users and the set of administrators, and callers who wait for their next step. usr_a is the first administrator. */
class World {
  readonly unexpected: unknown[] = []
  readonly #users = new Map<string, Stored<User>>()
  readonly #administrators = new Map<string, Stored<Administrators>>()
  readonly #waiting: (() => void)[] = []
  #ids = 0

  constructor() {
    for (const id of USERS) this.#users.set(id, { id, rev: 1, value: userWith(id === 'usr_a') })
    const value = { members: ['usr_a'] }
    this.#administrators.set(ADMINISTRATORS_ID, { id: ADMINISTRATORS_ID, rev: 1, value })
  }

  start({ userId, step, off, diesAt }: Call): void {
    let left = diesAt ?? Number.POSITIVE_INFINITY
    const pause = () => new Promise<void>(resolve => left-- > 0 && this.#waiting.push(resolve))
    const work = async () => {
      await pause()
      const expectedRevision = (this.#users.get(userId)?.rev ?? 0) + off
      await changeAccount(this.#ports(pause), { userId, expectedRevision, ...step })
    }
    work().catch(error => {
      if (!['LAST_ADMIN', 'REVISION_MISMATCH'].includes(error.reason)) this.unexpected.push(error)
    })
  }

  /** Lets one of those who wait make a step; false when nobody waits. */
  go(choice: number): boolean {
    const [next] = this.#waiting.splice(choice % Math.max(1, this.#waiting.length), 1)
    next?.()
    return next !== undefined
  }

  async recover(): Promise<void> {
    await finishPending(this.#ports(), this.#administrators.get(ADMINISTRATORS_ID)?.value)
  }

  admins(): string[] {
    return USERS.filter(id => {
      const user = this.#users.get(id)
      return user !== undefined && isAdministrator(user.value)
    })
  }

  members(): string[] {
    const { members = [] } = this.#administrators.get(ADMINISTRATORS_ID)?.value ?? {}
    return USERS.filter(id => members.includes(id))
  }

  #ports(pause?: () => Promise<void>) {
    return {
      users: memoryCollection(this.#users, pause),
      administrators: memoryCollection(this.#administrators, pause),
      newId: (kind: string) => `${kind}_${++this.#ids}`,
      now: () => 0,
    }
  }
}

function userWith(admin: boolean): User {
  const account = { email: 'a@example.com', emailKey: 'a@example.com', displayName: 'A', passwordHash: '' }
  return { ...account, roles: roleSet(admin ? ['ADMIN'] : []), createdAtMs: 0 }
}
