import { PasswordService } from '@rewards/contracts/auth'
import { type Implementation, implement } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { cameFrom } from './came-from.ts'
import { ownSession } from './own-session.ts'

/** PasswordService on its use cases. */
export function passwordHandlers(useCases: UseCases): Implementation {
  return implement(PasswordService, {
    async changeMyPassword(request, context) {
      await useCases.changeMyPassword(request, ownSession(context), context.signal)
      return {}
    },
    async requestPasswordReset(request, { from }) {
      await useCases.requestPasswordReset(request, cameFrom(from))
      return {}
    },
    async resetPassword(request, { from, signal }) {
      await useCases.resetPassword(request, cameFrom(from), signal)
      return {}
    },
  })
}
