import { AsyncLocalStorage } from 'node:async_hooks'
import type { AuditedCall } from './entry.ts'

const storage = new AsyncLocalStorage<AuditedCall | undefined>()

/**
 * Runs `work` for a call that the audit tells of: what it, and all that it awaits or starts, changes in audited collections
 * leaves entries. `undefined`: for none.
 */
export function withAuditedCall<T>(call: AuditedCall | undefined, work: () => T): T {
  return storage.run(call, work)
}

/** The call that this is done for; to be kept with what somebody else may have to finish. */
export function currentAuditedCall(): AuditedCall | undefined {
  return storage.getStore()
}
