import { type ConditionType, ValueKind } from '@rewards/contracts/condition'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { condition, MAY, refusal, value } from './builders.ts'
import { startWorld, type World } from './world.ts'

const NAMES = ['COMPLETE_MISSION', 'INVITE_FRIENDS', 'LOGIN_DAYS', 'PURCHASE_COUNT']

let world: World
let caller: { token: string }

beforeAll(async () => {
  world = await startWorld()
  caller = await world.as('usr_ann')
})
afterAll(() => world.close())

const list = (request = {}) => world.client.listConditionTypes(request, caller)
const namesOf = (types: readonly ConditionType[]) => types.map(({ type }) => type)

describe('the list of condition types', () => {
  it('has all of them, by name', async () => {
    const { conditionTypes, nextPageToken } = await list()
    expect(namesOf(conditionTypes)).toEqual(NAMES)
    expect(nextPageToken).toBe('')
  })

  it('has all that a form needs', async () => {
    const { conditionTypes } = await list()
    expect(conditionTypes[0]).toMatchObject({
      type: 'COMPLETE_MISSION',
      description: 'How many times the user completed a mission.',
      activityType: 'MISSION_COMPLETED',
      operators: ['==', '>', '>=', '<', '<='],
      valueKind: ValueKind.INTEGER,
      minValue: value(0),
      maxValue: value(1_000_000),
      parameters: [{ name: 'mission_id', kind: ValueKind.STRING, required: true, maxLength: 100 }],
    })
  })

  it('offers nothing that is then refused', async () => {
    const { conditionTypes } = await list()
    const conditions = conditionTypes.flatMap(({ type, operators, maxValue, parameters }) =>
      operators.map(operator => ({
        type,
        operator,
        ...(maxValue && { value: maxValue }),
        parameters: Object.fromEntries(parameters.map(({ name }) => [name, 'x'])),
      })),
    )
    const request = {
      conditions: conditions.map((parts, at) => condition({ ...parts, conditionId: `cnd_${at}` })),
      window: MAY,
    }
    expect((await world.client.evaluateConditions(request, caller)).results).toHaveLength(20)
  })

  it('comes in pages', async () => {
    const seen: string[] = []
    let pageToken = ''
    do {
      const page = await list({ pageSize: 1, pageToken })
      expect(page.conditionTypes).toHaveLength(1)
      seen.push(...namesOf(page.conditionTypes))
      pageToken = page.nextPageToken
    } while (pageToken !== '')
    expect(seen).toEqual(NAMES)
  })

  it.each([-1, 201])('has no pages of %i', async pageSize => {
    expect((await refusal(list({ pageSize }))).violations).toMatchObject([{ field: 'page_size' }])
  })

  it('refuses a token that is not its own', async () => {
    expect(await refusal(list({ pageToken: 'x' }))).toMatchObject({ reason: 'INVALID_PAGE_TOKEN' })
  })
})
