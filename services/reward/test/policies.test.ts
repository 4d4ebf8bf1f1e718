import { create, type DescMethod } from '@bufbuild/protobuf'
import { servicesOf } from '@rewards/contracts/services'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from './builders.ts'
import { type Running, runReward } from './running-reward.ts'

/** Who may call what; whoever is not named may not. */
const MAY: Readonly<Record<string, readonly string[]>> = {
  listMyGrants: ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SERVICE'],
  getMyBalance: ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SERVICE'],
  listGrants: ['OPERATOR', 'AUDITOR', 'ADMIN'],
  listDeadLetters: ['OPERATOR', 'AUDITOR', 'ADMIN'],
  getDeadLetter: ['OPERATOR', 'AUDITOR', 'ADMIN'],
  replayDeadLetter: ['ADMIN'],
  getSimulation: ['ADMIN'],
  setSimulation: ['ADMIN'],
  listAuditEntries: ['AUDITOR', 'ADMIN'],
  exportAuditEntries: ['AUDITOR', 'ADMIN'],
}
const ROLES = ['USER', 'OPERATOR', 'AUDITOR', 'ADMIN', 'SERVICE']
const METHODS = servicesOf.reward.flatMap(({ methods }) => methods as readonly DescMethod[])

let reward: Running
beforeAll(async () => {
  reward = await runReward()
})
afterAll(() => reward.close())

/** How a call of the method with an empty request ends. */
async function outcome(method: DescMethod, options: { token?: string }): Promise<string> {
  const client = { ...reward.grants, ...reward.deadLetters, ...reward.simulator, ...reward.audit }
  const call = client[method.localName as keyof typeof client] as (
    request: object,
    options: object,
  ) => Promise<unknown> | AsyncIterable<unknown>
  const answer = call(create(method.input), options)
  const answered = Promise.resolve('then' in answer ? answer : Array.fromAsync(answer))
  return answered.then(
    () => 'answered',
    async () => (await refusal(answered)).kind,
  )
}

describe('every method', () => {
  it('is in the table of who may call it', () => {
    expect(METHODS.map(({ localName }) => localName).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(
      Object.keys(MAY).toSorted((a, b) => (a < b ? -1 : 1)),
    )
  })

  it.each(METHODS.map(method => [method.localName, method] as const))(
    '%s is refused to whom it must be, and to nobody else',
    async (name, method) => {
      expect(await outcome(method, {})).toBe('unauthenticated')
      expect(await outcome(method, { token: 'nonsense' })).toBe('unauthenticated')
      for (const role of ROLES) {
        const refused = (await outcome(method, await reward.as(role))) === 'permission_denied'
        expect([role, refused]).toEqual([role, !MAY[name]?.includes(role)])
      }
    },
  )
})
