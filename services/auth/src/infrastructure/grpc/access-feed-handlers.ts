import type { MessageInitShape } from '@bufbuild/protobuf'
import type { AccessModel } from '@rewards/access'
import { AccessFeedService, type AccessModelSchema } from '@rewards/contracts/auth'
import { Violations } from '@rewards/errors'
import { type Implementation, implement } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { msOf, timestampOf } from './times.ts'

/** AccessFeedService on its use cases. */
export function accessFeedHandlers({ listAccessChanges, getAccessModel }: UseCases): Implementation {
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
    async getAccessModel({ knownVersion }) {
      const { version, model } = await getAccessModel(knownVersion)
      return { version, ...(model && { model: modelMessage(model) }) }
    },
  })
}

function modelMessage({ roles, groups, bindings }: AccessModel): MessageInitShape<typeof AccessModelSchema> {
  return {
    roles: Object.entries(roles).map(([roleId, { permissions, includes }]) => ({
      roleId,
      permissions: [...permissions],
      includes: [...includes],
    })),
    groups: Object.entries(groups).map(([groupId, { parentId }]) => ({ groupId, parentId })),
    bindings: bindings.map(({ role: roleId, untilMs, ...binding }) => ({
      ...binding,
      roleId,
      ...(untilMs !== undefined && { until: timestampOf(untilMs) }),
    })),
  }
}

function checkSince(sinceMs: number | undefined): number {
  const violations = new Violations()
  if (sinceMs === undefined) violations.add('since', 'is missing')
  else if (Number.isNaN(sinceMs)) violations.add('since', 'is not a time')
  violations.throwIfAny()
  return sinceMs ?? 0
}
