import { AuthService } from '@rewards/contracts/auth'
import { createLogger } from '@rewards/process'
import { createServer, createTokenVerifier, KeySet, type TokenVerifier } from '@rewards/rpc'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { stub } from './stub.ts'

export const quiet = createLogger({ service: 'test', level: 'silent' })
const KID = 'key_test'

/** The signing keys of a test: an auth server that gives them out, and tokens signed with them. */
export async function startAuth() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const jwk = { ...(await exportJWK(publicKey)), kid: KID, alg: 'ES256' }
  const { x = '', y = '' } = jwk
  const keys = [{ kid: KID, kty: 'EC', crv: 'P-256', alg: 'ES256', x, y }]
  const verifier = verifierOf(
    new KeySet({ source: async () => ({ keys: [jwk] }), now: Date.now, logger: quiet }),
  )
  const services = [stub(AuthService, { getSigningKeys: async () => ({ keys }) })]
  const server = createServer({ services, verifier, logger: quiet })
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
  return { port, verifier, token, close: () => server.close(0) }
}

function verifierOf(keys: KeySet): TokenVerifier {
  return createTokenVerifier({ keys, issuer: 'rewards', audience: 'rewards', now: Date.now })
}
