import { auditedCallOf } from '@rewards/audit/service'
import { AuthService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { SignedIn } from '../../application/open-session.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { publicJwkOf } from '../tokens/public-jwk.ts'
import { cameFrom } from './came-from.ts'
import { tokensMessage, userOf } from './mapping.ts'
import { timestampOf } from './times.ts'

/** AuthService on its use cases. */
export function authHandlers(useCases: UseCases): Implementation {
  return implement(AuthService, {
    signUp: async (request, { from, signal }) =>
      signedInOf(await useCases.signUp(request, cameFrom(from), signal)),
    signIn: async (request, { from, signal }) =>
      signedInOf(await useCases.signIn(request, cameFrom(from), signal)),
    async refreshToken(request, context) {
      const from = { ...cameFrom(context.from), call: auditedCallOf(context) }
      return { tokens: tokensMessage(await useCases.refreshToken(request, from)) }
    },
    async signOut(request) {
      await useCases.signOut(request)
      return {}
    },
    async getSigningKeys() {
      const keys = await useCases.getSigningKeys()
      return { keys: keys.map(publicJwkOf) }
    },
    async rotateSigningKey() {
      const key = await useCases.rotateSigningKey()
      return { key: publicJwkOf(key), signsFrom: timestampOf(key.signsFromMs) }
    },
    async getMe(_request, context) {
      const caller = requireCaller(context)
      const permissions = [...caller.permissions].toSorted((a, b) => (a < b ? -1 : 1))
      return { user: userOf(await useCases.getUser(caller)), permissions }
    },
  })
}

function signedInOf({ user, tokens, deviceToken }: SignedIn) {
  return { user: userOf(user), tokens: tokensMessage(tokens), deviceToken }
}
