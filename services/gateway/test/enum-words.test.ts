import { SetRolesRequestSchema } from '@rewards/contracts/auth'
import { CreateEventRequestSchema } from '@rewards/contracts/event'
import { SetSimulationRequestSchema } from '@rewards/contracts/reward'
import { RewardsError } from '@rewards/errors'
import { describe, expect, it } from 'vitest'
import { checkEnumWords } from '../src/edge/enum-words.ts'

function fieldsOf(check: () => void): string[] {
  try {
    check()
    return []
  } catch (error) {
    if (error instanceof RewardsError) return error.violations.map(({ field }) => field)
    throw error
  }
}

describe('words in JSON', () => {
  it('pass when their enum has them, as numbers, and when they are left out', () => {
    for (const roles of [['ROLE_USER', 'ROLE_ADMIN'], [1, 99], [], null, 'no list'])
      expect(fieldsOf(() => checkEnumWords(SetRolesRequestSchema, { userId: 'usr_a', roles }))).toEqual([])
    expect(fieldsOf(() => checkEnumWords(SetRolesRequestSchema, {}))).toEqual([])
  })

  it('are named one by one, by either name of the field, and deep inside', () => {
    const simulation = { types: ['REWARD_TYPE_POINT', 'reward_type_badge', ''] }
    expect(fieldsOf(() => checkEnumWords(SetSimulationRequestSchema, { simulation }))).toEqual([
      'simulation.types[1]',
      'simulation.types[2]',
    ])
    const rewards = [{ when_sold_out: 'X' }, { whenSoldOut: 'Y' }]
    expect(
      fieldsOf(() => checkEnumWords(CreateEventRequestSchema, { event: { rewards, status: 'Z' } })),
    ).toEqual(['event.status', 'event.rewards[0].when_sold_out', 'event.rewards[1].when_sold_out'])
  })

  it('are not looked for in what is no object', () => {
    for (const json of [null, 1, 'text', [], true])
      expect(() => checkEnumWords(SetRolesRequestSchema, json)).not.toThrow()
  })
})
