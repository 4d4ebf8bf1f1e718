import type { MessageInitShape } from '@bufbuild/protobuf'
import { type GroupSchema, GroupService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { GroupView } from '../../application/groups/group-view.ts'
import type { Member } from '../../application/groups/list-members.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { timestampOf } from './times.ts'

/** GroupService on its use cases. */
export function groupHandlers(useCases: UseCases): Implementation {
  return implement(GroupService, {
    createGroup: async (request, context) => ({
      group: groupMessage(await useCases.createGroup(request, requireCaller(context))),
    }),
    getGroup: async (request, context) => ({
      group: groupMessage(await useCases.getGroup(request, requireCaller(context))),
    }),
    async listGroups(request, context) {
      const { groups, nextPageToken } = await useCases.listGroups(request, requireCaller(context))
      return { groups: groups.map(groupMessage), nextPageToken }
    },
    renameGroup: async (request, context) => ({
      group: groupMessage(await useCases.renameGroup(request, requireCaller(context))),
    }),
    moveGroup: async (request, context) => ({
      group: groupMessage(await useCases.moveGroup(request, requireCaller(context))),
    }),
    async deleteGroup(request, context) {
      await useCases.deleteGroup(request, requireCaller(context))
      return {}
    },
    async addGroupMember(request, context) {
      await useCases.addMember(request, requireCaller(context))
      return {}
    },
    async removeGroupMember(request, context) {
      await useCases.removeMember(request, requireCaller(context))
      return {}
    },
    async listGroupMembers(request, context) {
      const { members, nextPageToken } = await useCases.listMembers(request, requireCaller(context))
      return { members: members.map(memberMessage), nextPageToken }
    },
  })
}

function groupMessage({ createdAtMs, ...group }: GroupView): MessageInitShape<typeof GroupSchema> {
  return { ...group, createdAt: timestampOf(createdAtMs) }
}

function memberMessage({ roles, ...member }: Member) {
  return { ...member, roleIds: [...roles] }
}
