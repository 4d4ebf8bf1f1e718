import { type Change, type Collection, readsOf } from '@rewards/store'
import { type AuditedKind, audited } from './audited.ts'
import { currentAuditedCall } from './call-in-progress.ts'

/**
 * The collection, whose changes leave entries in the changed documents when they are made within `withAuditedCall`: no use
 * case has to think of it, so none can forget. It declares the index `OWED_AUDIT`.
 */
export function auditedCollection<T extends object>(
  documents: Collection<T>,
  of: AuditedKind<T>,
  newId: (kind: string) => string,
): Collection<T> {
  /** The call is looked up here: a store may run `decide` in the midst of somebody else's work. */
  const auditing = ({ id, decide }: Change<T>): Change<T> => {
    const call = currentAuditedCall()
    const entryId = call ? newId('aud') : ''
    return {
      id,
      decide(before, rev) {
        const after = decide(before, rev)
        return after && audited(call, { entryId, of, id, before, after })
      },
    }
  }
  return {
    ...readsOf(documents),
    insertOnce(id, after) {
      const call = currentAuditedCall()
      const entryId = call ? newId('aud') : ''
      return documents.insertOnce(id, audited(call, { entryId, of, id, before: undefined, after }))
    },
    update: (id, decide) => documents.update(id, auditing({ id, decide }).decide),
    updateMany: changes => documents.updateMany(changes.map(auditing)),
  }
}
