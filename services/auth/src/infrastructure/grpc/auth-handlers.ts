import { AuthService } from '@rewards/contracts/auth'
import { type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { SignedIn } from '../../application/open-session.ts'
import type { UseCases } from '../../application/use-cases.ts'
import { publicJwkOf } from '../tokens/public-jwk.ts'
import { tokensMessage, userOf } from './mapping.ts'
import { timestampOf } from './times.ts'

/** AuthService on its use cases. */
export function authHandlers(useCases: UseCases): Implementation {
  return implement(AuthService, {
    signUp: async (request, { signal }) => signedInOf(await useCases.signUp(request, signal)),
    signIn: async (request, { signal }) => signedInOf(await useCases.signIn(request, signal)),
    refreshToken: async request => ({ tokens: tokensMessage(await useCases.refreshToken(request)) }),
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

function signedInOf({ user, tokens }: SignedIn) {
  return { user: userOf(user), tokens: tokensMessage(tokens) }
}
