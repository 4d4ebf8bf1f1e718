import { OutcomeUnknown, StoreUnavailable } from '@rewards/store'

const WRITES = ['insertOnce', 'update', 'updateMany']

/** What a store's port says once it has asked for as long as it is patient. */
export function storeLost(method: string): Error {
  return WRITES.includes(method) ? new OutcomeUnknown() : new StoreUnavailable()
}
