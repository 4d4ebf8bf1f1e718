import type { Collection, PageQuery, Stored } from '@rewards/store'
import { erasureSettled } from '../domain/erasure.ts'
import { dormant } from '../domain/standing.ts'
import { revisionOf, type User } from '../domain/user.ts'
import { type AccountPorts, changeAccount } from './change-account.ts'
import type { AuthPorts } from './ports.ts'
import { revokeAllSessions } from './sessions/revoke-all-sessions.ts'

type SweepPorts = AccountPorts & Pick<AuthPorts, 'sessions' | 'dormantAfterMs'>

const BATCH = 64
/** A sign-in that was on its way when an account was erased has ended by then. */
const LONGEST_CALL_MS = 60_000

/**
 * Makes of accounts what time makes of them: ends suspensions that are over, lets those fall asleep that were not used for
 * long, and ends what sessions erased accounts have left. Whatever is done leaves the index that it was found by, so that a sweep that was cut off is gone on with by the next one,
 * in whichever process. Gives how many it changed.
 */
export function sweepStandings(ports: SweepPorts) {
  return async (signal: AbortSignal): Promise<number> => {
    const nowMs = ports.now()
    const over = { index: 'by_suspension_end', before: nowMs + 1 }
    const reinstated = await each(ports.users, over, signal, user => reinstate(ports, user))
    const idleSinceMs = nowMs - ports.dormantAfterMs
    const idle = { index: 'by_use', before: idleSinceMs + 1 }
    const asleep = await each(ports.users, idle, signal, user => fallAsleep(ports, user, idleSinceMs))
    const owing = { index: 'by_erasure_owed', before: nowMs - LONGEST_CALL_MS }
    const settled = await each(ports.users, owing, signal, ({ id }) => settleErasure(ports, id))
    return reinstated + asleep + settled
  }
}

/** A page of users at once, then the next page behind it: what could not be done waits for the next sweep. */
async function each(
  users: Collection<User>,
  query: Omit<PageQuery, 'limit'>,
  signal: AbortSignal,
  step: (user: Stored<User>) => Promise<void>,
): Promise<number> {
  let done = 0
  let after: PageQuery['after']
  do {
    const page = await users.page({ ...query, ...(after && { after }), limit: BATCH })
    await Promise.all(page.items.map(step))
    done += page.items.length
    after = page.next
  } while (after && !signal.aborted)
  return done
}

/** Who was changed by somebody else meanwhile is met again, if there is still anything to do. */
async function reinstate(ports: SweepPorts, user: Stored<User>): Promise<void> {
  const step = { userId: user.id, expectedRevision: revisionOf(user), reinstate: true } as const
  await changeAccount(ports, step).catch(error => {
    if (!['REVISION_MISMATCH', 'USER_DELETED'].includes(error.reason)) throw error
  })
}

async function fallAsleep(
  { users, now }: SweepPorts,
  { id }: Stored<User>,
  idleSinceMs: number,
): Promise<void> {
  await users.update(id, (value, rev) => value && dormant({ value, rev }, idleSinceMs, now()))
}

async function settleErasure(ports: SweepPorts, userId: string): Promise<void> {
  await revokeAllSessions(ports, userId)
  await ports.users.update(userId, (value, rev) => value && erasureSettled({ value, rev }))
}
