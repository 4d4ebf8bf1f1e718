import { createPublicKey } from 'node:crypto'
import { base64url, exportJWK, generateKeyPair, SignJWT } from 'jose'

/** A token that is none of the system's, and what is wrong with it. */
export interface Forged {
  readonly what: string
  readonly token: string
}

/** The public half of a key that the system signs with, as it publishes it. */
export interface PublishedKey {
  readonly kid: string
  readonly kty: string
  readonly crv: string
  readonly x: string
  readonly y: string
}

/** What may be made of a good token by who has no key of the system's: all of it must be refused. */
export async function forgedFrom(good: string, published: PublishedKey): Promise<Forged[]> {
  const [header = '', payload = '', signature = ''] = good.split('.')
  const claims = decoded(payload)
  const ours = { alg: 'ES256', kid: published.kid, typ: decoded(header).typ as string }
  const more = encoded({ ...claims, roles: ['ADMIN'] })
  const stranger = await generateKeyPair('ES256')
  const signed = (head: Record<string, unknown>, changed: object = {}) =>
    new SignJWT({ ...claims, ...changed }).setProtectedHeader({ ...ours, ...head }).sign(stranger.privateKey)
  const hmac = (secret: Uint8Array) =>
    new SignJWT(claims).setProtectedHeader({ ...ours, alg: 'HS256' }).sign(secret)
  const pem = createPublicKey({ key: { ...published }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  })
  const soon = Math.floor(Date.now() / 1_000) + 3_600
  const tokens: Readonly<Record<string, string | Promise<string>>> = {
    'not signed': `${encoded({ ...ours, alg: 'none' })}.${payload}.`,
    'not signed, in capitals': `${encoded({ ...ours, alg: 'NONE' })}.${payload}.`,
    'signed by HMAC with the published key': hmac(new TextEncoder().encode(JSON.stringify(published))),
    'signed by HMAC with the published key as PEM': hmac(new TextEncoder().encode(String(pem))),
    'signed by a stranger under our key id': signed({}),
    'signed by a stranger, with the key inside': signed({ jwk: await exportJWK(stranger.publicKey) }),
    'signed by a stranger who says where the key is': signed({ jku: 'http://127.0.0.1:1/keys' }),
    'with an unknown key id': signed({ kid: 'none-of-ours' }),
    'with a key id that is a path': signed({ kid: '../../../dev/null' }),
    'without a key id': `${encoded({ alg: 'ES256' })}.${payload}.${signature}`,
    'with a header that must be understood': signed({ crit: ['b64'], b64: true }),
    'of another issuer': signed({}, { iss: 'somebody else' }),
    'for another audience': signed({}, { aud: 'somebody else' }),
    'that is not valid yet': signed({}, { nbf: soon, exp: soon + 60 }),
    'that has more roles': `${header}.${more}.${signature}`,
    'with half of a signature': good.slice(0, -40),
    'with a signature of zeros': `${header}.${payload}.${base64url.encode(new Uint8Array(64))}`,
    'that is huge': `${good}${'x'.repeat(6_000)}`,
    'that is no token': 'abc',
  }
  const whats = Object.keys(tokens)
  return Promise.all(whats.map(async what => ({ what, token: (await tokens[what]) ?? '' })))
}

function decoded(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}

function encoded(value: object): string {
  return base64url.encode(JSON.stringify(value))
}
