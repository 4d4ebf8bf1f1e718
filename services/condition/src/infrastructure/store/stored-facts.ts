import type { Collection, PageQuery, Store } from '@rewards/store'
import type { Facts, Recording } from '../../application/facts.ts'
import { type Fact, type FactSelection, idOf } from '../../domain/fact.ts'
import { factCollection, indexOf } from './collections.ts'

/** The facts in the service's store. Reads see whatever was acknowledged before. */
export function storedFacts(store: Store): Facts {
  const facts = store.collection<Fact>(factCollection)
  return {
    record: async batch => Promise.all(batch.map(fact => recordOnce(facts, fact))),
    count: selection => facts.count(queryOf(selection)),
    async earliestMs(selection, limit) {
      const { items } = await facts.page({ ...queryOf(selection), limit })
      return items.map(({ value }) => value.occurredAtMs)
    },
  }
}

/** Guarded by absence; unlike an insert, the update tells which fact is there. */
async function recordOnce(facts: Collection<Fact>, fact: Fact): Promise<Recording> {
  const { written, stored } = await facts.update(idOf(fact), current => (current ? undefined : fact))
  return { recorded: written, kept: stored?.value ?? fact }
}

function queryOf({ userId, type, attributes, fromMs, beforeMs }: FactSelection): Omit<PageQuery, 'limit'> {
  const [attribute, ...more] = Object.entries(attributes)
  if (more.length > 0) throw new Error('no index serves a selection by more than one attribute')
  const equals = { userId, type, ...(attribute && { [`attributes.${attribute[0]}`]: attribute[1] }) }
  return { index: indexOf(attribute?.[0]), equals, from: fromMs, before: beforeMs }
}
