import { UserStateService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { userOf } from './mapping.ts'
import { ownSession } from './own-session.ts'
import { msOf } from './times.ts'
import { stateOf } from './user-states.ts'

/** UserStateService on its use cases. */
export function userStateHandlers(useCases: UseCases): Implementation {
  return implement(UserStateService, {
    async changeUserState({ state, until, ...request }, context) {
      const wanted = { ...request, state: stateOf(state), untilMs: msOf(until) }
      return { user: userOf(await useCases.changeUserState(wanted, requireCaller(context).scopeOf)) }
    },
    eraseUser: async (request, context) => ({
      user: userOf(await useCases.eraseUser(request, requireCaller(context).scopeOf)),
    }),
    async deleteMyAccount(request, context) {
      await useCases.deleteMyAccount(request, ownSession(context), context.signal)
      return {}
    },
  })
}
