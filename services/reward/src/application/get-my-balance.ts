import type { Position } from '@rewards/store'
import { addGrant, type Balance, EMPTY_BALANCE } from '../domain/balance.ts'
import type { GrantPorts } from './ports.ts'

const PAGE = 1_000

/**
 * What a user was granted, summed up: every grant that was granted before the call, none twice. Reads all their grants,
 * a page at a time, until `signal` is aborted.
 */
export function getMyBalance({ grants }: Pick<GrantPorts, 'grants'>) {
  return async (userId: string, signal?: AbortSignal): Promise<Balance> => {
    let balance = EMPTY_BALANCE
    let after: Position | undefined
    do {
      signal?.throwIfAborted()
      // Ascending, so that a grant that changes meanwhile moves ahead of the reading, and is not missed.
      const query = {
        index: 'by_user',
        equals: { userId },
        order: 'asc',
        limit: PAGE,
      } as const
      const page = await grants.page({ ...query, ...(after && { after }) })
      balance = page.items.reduce((sum, { value }) => addGrant(sum, value), balance)
      after = page.next
    } while (after)
    return balance
  }
}
