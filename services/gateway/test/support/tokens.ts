import { exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A signing key and its public half as auth publishes it. */
export async function signingKey(kid: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true })
  const { x = '', y = '' } = await exportJWK(publicKey)
  return { kid, privateKey, published: { kid, kty: 'EC', crv: 'P-256', x, y, alg: 'ES256', use: 'sig' } }
}

export type SigningKey = Awaited<ReturnType<typeof signingKey>>

/** A good token of usr_ann, except for what is said otherwise. */
export async function tokenFrom(
  key: SigningKey,
  { roles = ['USER'], livesForS = 900, claims = {}, header = {} }: Partial<TokenParts> = {},
): Promise<string> {
  const seconds = Math.floor(Date.now() / 1_000)
  const payload = {
    sub: 'usr_ann',
    roles,
    iss: 'rewards',
    aud: 'rewards',
    iat: seconds,
    exp: seconds + livesForS,
  }
  return new SignJWT({ ...payload, ...claims })
    .setProtectedHeader({ alg: 'ES256', kid: key.kid, ...header })
    .sign(key.privateKey)
}

export interface TokenParts {
  readonly roles: readonly string[]
  readonly livesForS: number
  readonly claims: Readonly<Record<string, unknown>>
  readonly header: Readonly<Record<string, unknown>>
}
