import type { Change, Collection, Updated } from '@rewards/store'
import { counter, isMeasuring } from '@rewards/telemetry'
import type { Grant } from '../../domain/grant.ts'

const settled = counter('rewards.grants', 'Grants that came to a result: GRANTED or REJECTED')

/** The collection, with each result of a grant counted once, by the process that wrote it. */
export function countedGrants(grants: Collection<Grant>): Collection<Grant> {
  if (!isMeasuring()) return grants
  const updateMany: Collection<Grant>['updateMany'] = async changes => {
    const seen = changes.map(watched)
    const updated = await grants.updateMany(seen.map(({ change }) => change))
    for (const [at, each] of updated.entries()) count(seen[at]?.before(), each)
    return updated
  }
  const update: Collection<Grant>['update'] = async (id, decide) => {
    const { change, before } = watched({ id, decide })
    const updated = await grants.update(id, change.decide)
    count(before(), updated)
    return updated
  }
  return {
    get: id => grants.get(id),
    getMany: ids => grants.getMany(ids),
    insertOnce: (id, grant) => grants.insertOnce(id, grant),
    due: (nowMs, limit) => grants.due(nowMs, limit),
    page: query => grants.page(query),
    count: query => grants.count(query),
    update,
    updateMany,
  }
}

/** The change, and what it found when it was last decided. */
function watched({ id, decide }: Change<Grant>) {
  let found: Grant | undefined
  const change: Change<Grant> = {
    id,
    decide(before, rev) {
      found = before
      return decide(before, rev)
    },
  }
  return { change, before: () => found }
}

function count(before: Grant | undefined, { written, stored }: Updated<Grant>): void {
  const after = stored?.value
  if (!written || !after || after.state === 'PENDING' || after.state === before?.state) return
  settled({ type: after.reward.type, result: after.state })
}
