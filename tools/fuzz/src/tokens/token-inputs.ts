import fc from 'fast-check'
import { type Mangle, mangles } from '../mangle/mangle.ts'
import { texts } from '../message/texts.ts'
import type { Tree } from '../message/tree.ts'

/** An access token that was good before something was done to it. */
export interface JwtInput {
  readonly kind: 'jwt'
  /** What replaces members of the header, and of the claims. */
  readonly header: Readonly<Record<string, Tree>>
  readonly claims: Readonly<Record<string, Tree>>
  /** Done to the whole token at the end. */
  readonly mangles: readonly Mangle[]
}

/** A page token that anybody can make who has read the code: a position of a list, with the right hash. */
export interface ForgedPageInput {
  readonly kind: 'forged page'
  readonly position: readonly (string | number | boolean)[]
}

/** A page token that was good before something was done to it. */
export interface MangledPageInput {
  readonly kind: 'mangled page'
  readonly mangles: readonly Mangle[]
}

export type TokenInput = JwtInput | ForgedPageInput | MangledPageInput

const header = fc.record<Record<string, Tree>>(
  {
    alg: fc.constantFrom<Tree>('none', 'None', 'HS256', 'RS256', 'ES384', 'EdDSA', '', null, 1),
    kid: fc.oneof(fc.constantFrom<Tree>('', null, 1, '../../key', { $long: 'k', times: 9_000 }), texts),
    crit: fc.constantFrom<Tree>(['exp'], ['b64'], [], 'x', null),
    b64: fc.boolean(),
    jku: fc.constant<Tree>('http://127.0.0.1:1/jwks.json'),
    jwk: fc.constant<Tree>({ kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }),
    x5u: fc.constant<Tree>('http://127.0.0.1:1/'),
    typ: texts,
    zip: fc.constant<Tree>('DEF'),
    enc: fc.constant<Tree>('A128GCM'),
  },
  { requiredKeys: [] },
)

const claims = fc.record<Record<string, Tree>>(
  {
    sub: fc.oneof(fc.constantFrom<Tree>('usr_root', null, 1, []), texts),
    roles: fc.constantFrom<Tree>(['ADMIN'], 'ADMIN', {}, [1], null),
    exp: fc.constantFrom<Tree>(0, -1, 1e21, '9', null, { $raw: '1e999' }),
    iat: fc.constantFrom<Tree>(0, 1e15, 'x', null),
    aud: fc.constantFrom<Tree>('other', [], ['rewards'], null),
    iss: fc.constantFrom<Tree>('other', '', null),
    bnd: fc.constantFrom<Tree>([['ADMIN', '']], [[]], 'x', [null]),
    prm: fc.constantFrom<Tree>([], 'x', [1]),
  },
  { requiredKeys: [] },
)

const scalars = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('OPEN', '__proto__', '$gt', 'é', '\ud800', 'dlt_a'),
  fc.double(),
  fc.integer(),
  fc.boolean(),
)

export const tokenInputs: fc.Arbitrary<TokenInput> = fc.oneof(
  fc.record({
    kind: fc.constant('jwt' as const),
    header,
    claims: fc.oneof(fc.constant({}), claims),
    mangles: fc.oneof(fc.constant<readonly Mangle[]>([]), mangles),
  }),
  fc.record({
    kind: fc.constant('forged page' as const),
    position: fc.oneof(
      fc.array(scalars, { maxLength: 6 }),
      fc.tuple(fc.constant('OPEN'), scalars, scalars),
      fc.tuple(scalars, scalars, scalars),
    ),
  }),
  fc.record({ kind: fc.constant('mangled page' as const), mangles }),
)
