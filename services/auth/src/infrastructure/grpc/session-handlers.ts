import type { MessageInitShape } from '@bufbuild/protobuf'
import { type SessionSchema, SessionService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { Stored } from '@rewards/store'
import type { UseCases } from '../../application/use-cases.ts'
import type { Session } from '../../domain/session.ts'
import { timestampOf } from './times.ts'

/** SessionService on its use cases. */
export function sessionHandlers(useCases: UseCases): Implementation {
  return implement(SessionService, {
    async listMySessions(request, context) {
      const { userId, sessionId } = requireCaller(context)
      const { items, nextPageToken } = await useCases.listSessions({ ...request, userId })
      return { sessions: items.map(session => sessionOf(session, sessionId)), nextPageToken }
    },
    async revokeMySession({ sessionId }, context) {
      const { userId } = requireCaller(context)
      await useCases.revokeSession({ userId, sessionId })
      return {}
    },
    async signOutEverywhere({ keepCurrent }, context) {
      const { userId, sessionId } = requireCaller(context)
      await useCases.signOutEverywhere(userId, keepCurrent ? sessionId : undefined)
      return {}
    },
    async listUserSessions(request, context) {
      const { sessionId } = requireCaller(context)
      const { items, nextPageToken } = await useCases.listSessions(request)
      return { sessions: items.map(session => sessionOf(session, sessionId)), nextPageToken }
    },
    async revokeUserSessions(request) {
      await useCases.revokeUserSessions(request)
      return {}
    },
  })
}

function sessionOf(
  { id, value }: Stored<Session>,
  currentId: string | undefined,
): MessageInitShape<typeof SessionSchema> {
  const { createdAtMs, lastUsedAtMs = value.lastVisitAtMs, expiresAtMs, origin = {} } = value
  return {
    sessionId: id,
    createdAt: timestampOf(createdAtMs),
    lastUsedAt: timestampOf(lastUsedAtMs),
    expiresAt: timestampOf(expiresAtMs),
    ...origin,
    current: id === currentId,
  }
}
