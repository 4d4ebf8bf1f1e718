import { AuthService } from '@rewards/contracts/auth'
import { createLogger } from '@rewards/process'
import { createServer, createTokenVerifier, type Handlers, type Implementation, KeySet } from '@rewards/rpc'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const quiet = createLogger({ service: 'test', level: 'silent' })
const KID = 'key_test'

/** The signing keys of a test: an auth server that gives them out, and tokens signed with them. */
export async function startAuth() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: KID, alg: 'ES256' }
  const { x = '', y = '' } = jwk
  const signingKeys = { keys: [{ kid: KID, kty: 'EC', crv: 'P-256', alg: 'ES256', x, y }] }
  const keys = new KeySet({ source: async () => ({ keys: [jwk] }), now: Date.now, logger: quiet })
  const server = createServer({
    services: [authOf({ getSigningKeys: async () => signingKeys })],
    verifier: createTokenVerifier({ keys, issuer: 'rewards', audience: 'rewards', now: Date.now }),
    logger: quiet,
  })
  const port = await server.listen('127.0.0.1', 0)
  const token = (userId: string, role: string) =>
    new SignJWT({ roles: [role] })
      .setProtectedHeader({ alg: 'ES256', kid: KID })
      .setSubject(userId)
      .setIssuer('rewards')
      .setAudience('rewards')
      .setIssuedAt()
      .setExpirationTime('15m')
      .sign(privateKey)
  return { address: `127.0.0.1:${port}`, token, close: () => server.close(0) }
}

/** AuthService, of which only one method is there. */
function authOf(handlers: Pick<Handlers<typeof AuthService>, 'getSigningKeys'>): Implementation {
  return {
    service: AuthService,
    handlerOf: ({ localName }) => {
      if (localName === 'getSigningKeys')
        return handlers.getSigningKeys as ReturnType<Implementation['handlerOf']>
      return () => Promise.reject(new Error('the stub has no such method'))
    },
  }
}
