import { AuthService } from '@rewards/contracts/auth'
import { createLogger } from '@rewards/process'
import { createServer, createTokenVerifier, KeySet, type Role } from '@rewards/rpc'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

export const quiet = createLogger({ service: 'test', level: 'silent' })
const KID = 'key_test'

/** The signing keys of a test: an auth service that gives them out and does nothing else, and tokens signed with them. */
export async function startAuth() {
  const { privateKey, publicKey } = await generateKeyPair('ES256')
  const { x = '', y = '' } = await exportJWK(publicKey)
  const keys = [{ kid: KID, kty: 'EC', crv: 'P-256', alg: 'ES256', x, y }]
  const source = async () => ({ keys })
  const verifier = createTokenVerifier({
    keys: new KeySet({ source, now: Date.now, logger: quiet }),
    issuer: 'rewards',
    audience: 'rewards',
    now: Date.now,
  })
  const handler = async () => ({ keys })
  const services = [{ service: AuthService, handlerOf: () => handler }]
  const server = createServer({ services, verifier, logger: quiet })
  const port = await server.listen('127.0.0.1', 0)
  return {
    address: `127.0.0.1:${port}`,
    verifier,
    /** A token of this user, in the seconds from now that it lives. */
    async caller(userId: string, role: Role = 'USER', livesForS = 900) {
      const expires = Math.floor(Date.now() / 1_000) + livesForS
      const token = await new SignJWT({ roles: [role] })
        .setProtectedHeader({ alg: 'ES256', kid: KID })
        .setSubject(userId)
        .setIssuer('rewards')
        .setAudience('rewards')
        .setIssuedAt()
        .setExpirationTime(expires)
        .sign(privateKey)
      return { token }
    },
    close: () => server.close(0),
  }
}

export type Callers = Awaited<ReturnType<typeof startAuth>>
