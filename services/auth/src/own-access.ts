import { auditedCollection } from '@rewards/audit'
import { ACCESS_CHANGED } from '@rewards/contracts/subjects'
import type { Hints } from '@rewards/messaging/hints'
import { type Life, newId } from '@rewards/process'
import { CurrentAccess } from '@rewards/rpc'
import type { Collection, Document, Store } from '@rewards/store'
import { getAccessModel } from './application/access/get-access-model.ts'
import type { AuthPorts } from './application/ports.ts'
import type { CustomRoles } from './domain/custom-roles.ts'
import type { Groups } from './domain/groups.ts'
import { CUSTOM_ROLES, GROUP_TREE } from './infrastructure/audit/access-kinds.ts'
import { collections } from './infrastructure/store/collections.ts'

export interface OwnAccess extends Pick<AuthPorts, 'customRoles' | 'groupTrees'> {
  readonly access: CurrentAccess
}

/** Roles and groups as auth goes by them when it checks tokens: read from its own store, and at once after its own writes. */
export function openOwnAccess(
  store: Store,
  { logger, onStop }: Life,
  {
    hints,
    everyMs,
  }: { readonly hints: Pick<Hints, 'hint' | 'onHint'>; readonly everyMs?: number | undefined },
): OwnAccess {
  const customRoles = auditedCollection<CustomRoles>(
    store.collection(collections.customRoles),
    CUSTOM_ROLES,
    newId,
  )
  const groupTrees = auditedCollection<Groups>(store.collection(collections.groupTrees), GROUP_TREE, newId)
  const read = getAccessModel({ customRoles, groupTrees })
  let known = ''
  const source = async () => {
    const { version, model } = await read(known)
    known = version
    return model
  }
  const onHint = (listener: () => void) => hints.onHint(ACCESS_CHANGED, listener)
  const access = new CurrentAccess({ source, logger, onHint, ...(everyMs !== undefined && { everyMs }) })
  onStop('readings of roles and groups', () => access.stop())
  const renew = async () => {
    hints.hint(ACCESS_CHANGED)
    await access.renew()
  }
  return { access, customRoles: renewing(customRoles, renew), groupTrees: renewing(groupTrees, renew) }
}

type Kept<T extends Document> = Pick<Collection<T>, 'get' | 'update'>

/** Who wrote sees what they wrote: a write resolves only when it counts in this process. Others are told to look. */
function renewing<T extends Document>(collection: Kept<T>, renew: () => Promise<void>): Kept<T> {
  return {
    get: id => collection.get(id),
    async update(id, decide) {
      const updated = await collection.update(id, decide)
      if (updated.written) await renew()
      return updated
    },
  }
}
