import { PasswordService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'

/** PasswordService on its use cases. */
export function passwordHandlers(useCases: UseCases): Implementation {
  return implement(PasswordService, {
    async changeMyPassword(request, context) {
      const { userId, sessionId } = requireCaller(context)
      await useCases.changeMyPassword(request, { userId, sessionId }, context.signal)
      return {}
    },
    async requestPasswordReset(request) {
      await useCases.requestPasswordReset(request)
      return {}
    },
    async resetPassword(request, { signal }) {
      await useCases.resetPassword(request, signal)
      return {}
    },
  })
}
