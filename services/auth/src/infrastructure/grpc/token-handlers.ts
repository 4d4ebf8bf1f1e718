import { SubjectTokenType, TokenService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { AccessToken } from '../../application/access-token.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { cameFrom } from './came-from.ts'
import { timestampOf } from './times.ts'

/** TokenService on its use cases. */
export function tokenHandlers(useCases: UseCases): Implementation {
  return implement(TokenService, {
    async exchangeApiKey(request, { from }) {
      const { userId: serviceAccountId, access } = await useCases.exchangeApiKey(request, cameFrom(from))
      return { serviceAccountId, ...accessTokenMessage(access) }
    },
    async exchangeToken({ subjectToken, subjectTokenType }, context) {
      const wanted = { subjectToken, subjectTokenType: subjectTypeOf(subjectTokenType) }
      const { userId, access } = await useCases.exchangeToken(wanted, requireCaller(context).userId)
      return { userId, ...accessTokenMessage(access) }
    },
  })
}

function accessTokenMessage({ token, expiresAtMs }: AccessToken) {
  return { accessToken: token, accessTokenExpiresAt: timestampOf(expiresAtMs) }
}

/** `undefined` for UNSPECIFIED and for those that this version does not know. */
function subjectTypeOf(type: SubjectTokenType): 'PLAYER_ID' | undefined {
  return type === SubjectTokenType.PLAYER_ID ? 'PLAYER_ID' : undefined
}
