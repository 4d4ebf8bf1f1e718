import { timestampMs } from '@bufbuild/protobuf/wkt'
import { status } from '@grpc/grpc-js'
import { type AccessModel, EMPTY_MODEL } from '@rewards/access'
import { AccessFeedService, type AccessModel as ModelMessage } from '@rewards/contracts/auth'
import type { Channel } from './channel.ts'
import { createClient } from './client.ts'
import type { AccessModelSource } from './current-access.ts'
import { RemoteFailure } from './grpc-errors.ts'

/** Roles and groups as auth tells them, over a channel to it. An auth that is too old to know of any has none. */
export function accessModelOf(channel: Channel): AccessModelSource {
  const feed = createClient(AccessFeedService, channel)
  let knownVersion = ''
  return async signal => {
    try {
      const { version, model } = await feed.getAccessModel({ knownVersion }, { signal })
      knownVersion = version
      return model && modelOf(model)
    } catch (error) {
      if (!(error instanceof RemoteFailure) || error.code !== status.UNIMPLEMENTED) throw error
      knownVersion = ''
      return EMPTY_MODEL
    }
  }
}

function modelOf({ roles, groups, bindings }: ModelMessage): AccessModel {
  return {
    roles: Object.fromEntries(
      roles.map(({ roleId, permissions, includes }) => [roleId, { permissions, includes }]),
    ),
    groups: Object.fromEntries(groups.map(({ groupId, parentId }) => [groupId, { parentId }])),
    bindings: bindings.map(({ memberGroupId, roleId: role, groupId, until }) => ({
      memberGroupId,
      role,
      groupId,
      ...(until && { untilMs: timestampMs(until) }),
    })),
  }
}
