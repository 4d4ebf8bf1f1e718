import { EmailService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { timestampOf } from './times.ts'

/** EmailService on its use cases. */
export function emailHandlers(useCases: UseCases): Implementation {
  return implement(EmailService, {
    async verifyMyEmail(_request, context) {
      const expiresAtMs = await useCases.verifyMyEmail(requireCaller(context).userId)
      return expiresAtMs === undefined ? {} : { expiresAt: timestampOf(expiresAtMs) }
    },
    async changeMyEmail(request, context) {
      const { userId } = requireCaller(context)
      return { expiresAt: timestampOf(await useCases.changeMyEmail(request, userId, context.signal)) }
    },
    confirmEmail: async request => ({ email: await useCases.confirmEmail(request) }),
  })
}
