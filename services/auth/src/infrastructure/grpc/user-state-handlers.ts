import { UserStateService } from '@rewards/contracts/auth'
import { type Implementation, implement, permissionsOf, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { userOf } from './mapping.ts'
import { msOf } from './times.ts'
import { stateOf } from './user-states.ts'

/** UserStateService on its use cases. */
export function userStateHandlers(useCases: UseCases): Implementation {
  return implement(UserStateService, {
    async changeUserState({ state, until, ...request }, context) {
      const powers = { held: requireCaller(context).permissions, heldBy: permissionsOf }
      const wanted = { ...request, state: stateOf(state), untilMs: msOf(until) }
      return { user: userOf(await useCases.changeUserState(wanted, powers)) }
    },
  })
}
