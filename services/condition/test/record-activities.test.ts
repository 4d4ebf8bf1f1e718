import { expect, it } from 'vitest'
import type { Facts } from '../src/application/facts.ts'
import { recordActivities } from '../src/application/record-activities.ts'
import { idOf } from '../src/domain/fact.ts'

/** Facts in memory, kept in the reverse of the order in which they were given: no store promises an order. */
function backwardFacts(): Facts {
  const kept = new Map<string, Parameters<Facts['record']>[0][number]>()
  return {
    count: async () => kept.size,
    earliestMs: async () => [],
    record: async facts =>
      facts
        .toReversed()
        .map(fact => {
          const recorded = !kept.has(idOf(fact))
          if (recorded) kept.set(idOf(fact), fact)
          return { recorded, kept: kept.get(idOf(fact)) ?? fact }
        })
        .toReversed(),
  }
}

it('of two facts with one id in a batch the first is kept, in whatever order the store takes them', async () => {
  const record = recordActivities(backwardFacts(), () => 10)
  const first = {
    source: 'shop',
    factId: '1',
    userId: 'usr_ann',
    type: 'LOGIN',
    occurredAtMs: 5,
    attributes: {},
  }
  const other = { ...first, occurredAtMs: 6 }
  const answer = await record({ activities: [first, other, first, other] })
  expect(answer).toEqual({ recorded: 1, repeated: 1, different: [1, 3] })
})
