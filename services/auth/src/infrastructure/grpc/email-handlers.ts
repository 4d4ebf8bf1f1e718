import { EmailService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'
import { cameFrom } from './came-from.ts'
import { ownSession } from './own-session.ts'
import { timestampOf } from './times.ts'

/** EmailService on its use cases. */
export function emailHandlers(useCases: UseCases): Implementation {
  return implement(EmailService, {
    async verifyMyEmail(_request, context) {
      const expiresAtMs = await useCases.verifyMyEmail(requireCaller(context).userId)
      return expiresAtMs === undefined ? {} : { expiresAt: timestampOf(expiresAtMs) }
    },
    async changeMyEmail(request, context) {
      const caller = ownSession(context)
      return { expiresAt: timestampOf(await useCases.changeMyEmail(request, caller, context.signal)) }
    },
    confirmEmail: async (request, { from }) => ({
      email: await useCases.confirmEmail(request, cameFrom(from)),
    }),
  })
}
