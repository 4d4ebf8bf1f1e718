import type { Collection, Decide } from '@rewards/store'
import type { OwedAudit } from './audited.ts'

/** The collection, whose documents go on owing what they owe to the audit, also where a change made them without it. */
export function carryingAudit<T extends object>(documents: Collection<T>): Collection<T> {
  const carrying =
    (decide: Decide<T>): Decide<T> =>
    (current, rev) =>
      carriedOn(current, decide(current, rev))
  return {
    get: id => documents.get(id),
    getMany: ids => documents.getMany(ids),
    insertOnce: (id, value) => documents.insertOnce(id, value),
    update: (id, decide) => documents.update(id, carrying(decide)),
    updateMany: changes =>
      documents.updateMany(changes.map(({ id, decide }) => ({ id, decide: carrying(decide) }))),
    due: (nowMs, limit) => documents.due(nowMs, limit),
    page: query => documents.page(query),
    count: query => documents.count(query),
  }
}

function carriedOn<T extends object & OwedAudit>(current: T | undefined, next: T | undefined): T | undefined {
  if (next === undefined || next.owedAudit || !current?.owedAudit) return next
  return { ...next, owedAudit: current.owedAudit }
}
