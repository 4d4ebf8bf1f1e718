import { AccessFeedService } from '@rewards/contracts/auth'
import { Violations } from '@rewards/errors'
import { type Implementation, implement } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { msOf, timestampOf } from './times.ts'

/** AccessFeedService on its use case. */
export function accessFeedHandlers({ listAccessChanges }: UseCases): Implementation {
  return implement(AccessFeedService, {
    async *listAccessChanges({ since }) {
      for await (const part of listAccessChanges(checkSince(msOf(since))))
        yield {
          readAt: timestampOf(part.readAtMs),
          users: part.users.map(({ changedAtMs, ...user }) => ({
            ...user,
            changedAt: timestampOf(changedAtMs),
          })),
          endedSessions: part.endedSessions.map(({ sessionId, endedAtMs }) => ({
            sessionId,
            endedAt: timestampOf(endedAtMs),
          })),
          revokedKeyIds: [...part.revokedKeyIds],
        }
    },
  })
}

function checkSince(sinceMs: number | undefined): number {
  const violations = new Violations()
  if (sinceMs === undefined) violations.add('since', 'is missing')
  else if (Number.isNaN(sinceMs)) violations.add('since', 'is not a time')
  violations.throwIfAny()
  return sinceMs ?? 0
}
