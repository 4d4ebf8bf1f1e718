import { UserService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { roleFilterOf, roleOf, userOf } from './mapping.ts'
import { msOf } from './times.ts'
import { stateFilterOf } from './user-states.ts'

const PREFIXES = { email: 'email', displayName: 'display_name', none: undefined } as const

/** UserService on its use cases. */
export function userHandlers(useCases: UseCases): Implementation {
  return implement(UserService, {
    async createUser(request, context) {
      const wanted = { ...request, roles: request.roles.map(roleOf) }
      return { user: userOf(await useCases.createUser(wanted, requireCaller(context), context.signal)) }
    },
    async getUser(request, context) {
      const scope = requireCaller(context).scopeOf('user.read')
      return { user: userOf(await useCases.getUser(request, scope)) }
    },
    async listUsers({ role, state, email, createdFrom, createdBefore, pageSize, pageToken }, context) {
      const scope = requireCaller(context).scopeOf('user.read')
      const times = { createdFromMs: msOf(createdFrom), createdBeforeMs: msOf(createdBefore) }
      const filters = { role: roleFilterOf(role), state: stateFilterOf(state), email, ...times }
      const { items, nextPageToken } = await useCases.listUsers({ ...filters, pageSize, pageToken }, scope)
      return { users: items.map(userOf), nextPageToken }
    },
    async searchUsers({ prefix, pageSize, pageToken }) {
      const by = PREFIXES[prefix.case ?? 'none']
      const wanted = { by, prefix: prefix.value ?? '', pageSize, pageToken }
      const { items, nextPageToken } = await useCases.searchUsers(wanted)
      return { users: items.map(userOf), nextPageToken }
    },
    async updateUser(request, context) {
      const scope = requireCaller(context).scopeOf('user.write')
      return { user: userOf(await useCases.updateUser(request, scope)) }
    },
    async setRoles({ userId, roles, expectedRevision }, context) {
      const wanted = { userId, roles: roles.map(roleOf), expectedRevision }
      return { user: userOf(await useCases.setRoles(wanted, requireCaller(context))) }
    },
  })
}
