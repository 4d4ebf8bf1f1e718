import { type CallContext, requireCaller } from '@rewards/rpc'
import type { OwnSession } from '../../application/own-user.ts'

/** Who calls, and by which session. */
export function ownSession(context: CallContext): OwnSession {
  const { userId, sessionId } = requireCaller(context)
  return { userId, sessionId }
}
