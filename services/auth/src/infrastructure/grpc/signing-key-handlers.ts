import { SigningKeyService } from '@rewards/contracts/auth'
import { type Implementation, implement } from '@rewards/rpc'
import type { UseCases } from '../../application/use-cases.ts'

/** SigningKeyService on its use case. */
export function signingKeyHandlers({ revokeSigningKey }: UseCases): Implementation {
  return implement(SigningKeyService, {
    async revokeSigningKey(request) {
      await revokeSigningKey(request)
      return {}
    },
  })
}
