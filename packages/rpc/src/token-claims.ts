import type { Holdings, RoleBinding } from '@rewards/access'
import type { JWTPayload } from 'jose'

/** What an access token says, read. What a token of an earlier version does not say is empty. */
export interface TokenClaims extends Holdings {
  readonly userId: string
  readonly sessionId?: string
  /** 0 when the token does not say. */
  readonly accessRevision: number
  readonly actorId?: string
  /** The state in which the account may only read; absent: it may do all that it holds. */
  readonly readOnlyAs?: string
  /** The token lets its bearer use these permissions alone; absent: all that the user has. */
  readonly restrictedTo?: ReadonlySet<string>
  /** The id of the key that it is signed with. */
  readonly keyId: string
  /** Epoch ms, as everything here. */
  readonly issuedAtMs: number
  /** When it ends, leeway included. */
  readonly expiresAtMs: number
}

/** How far clocks may differ, in seconds: a token counts until so long after its `exp`. */
export const LEEWAY_SECONDS = 60

/** Says what is wrong with a claim, after the words "the access token". */
export class MalformedClaim extends Error {
  override readonly name = 'MalformedClaim'
}

/** Reads the claims of a token whose signature holds. Throws `MalformedClaim` for any that is not of its form. */
export function readClaims(claims: JWTPayload, keyId: string): TokenClaims {
  const { sub, exp = 0, iat = 0, sid, arv = 0, act, st, prm } = claims
  if (!isId('usr', sub)) throw new MalformedClaim('does not name a user')
  if (sid !== undefined && !isId('ses', sid)) throw new MalformedClaim('names something that is no session')
  if (!isWhole(arv)) throw new MalformedClaim('has a revision that is no whole number')
  if (st !== undefined && (typeof st !== 'string' || st === ''))
    throw new MalformedClaim('has a state that is no word')
  return {
    userId: sub,
    ...(sid !== undefined && { sessionId: sid }),
    accessRevision: arv,
    ...(act !== undefined && { actorId: actorOf(act) }),
    ...(st !== undefined && { readOnlyAs: st }),
    ...(prm !== undefined && { restrictedTo: new Set(words(prm, 'permissions')) }),
    ...holdingsOf(claims),
    keyId,
    issuedAtMs: iat * 1_000,
    expiresAtMs: (exp + LEEWAY_SECONDS) * 1_000,
  }
}

function holdingsOf({ roles, grp = [], bnd = [] }: JWTPayload): Holdings {
  if (!Array.isArray(grp) || !grp.every(id => isId('grp', id)))
    throw new MalformedClaim('has something other than a list of groups')
  if (!Array.isArray(bnd)) throw new MalformedClaim('has something other than a list of bindings')
  return { roles: words(roles, 'roles'), groups: grp, bindings: bnd.map(bindingOf) }
}

function actorOf(act: unknown): string {
  const sub = typeof act === 'object' && act !== null && 'sub' in act ? act.sub : undefined
  if (!isId('usr', sub)) throw new MalformedClaim('names an actor that is no user')
  return sub
}

function bindingOf(binding: unknown): RoleBinding {
  const [role, groupId, until, ...more]: unknown[] = Array.isArray(binding) ? binding : []
  const isGroup = groupId === '' || isId('grp', groupId)
  if (typeof role !== 'string' || !isGroup || more.length > 0 || !(until === undefined || isWhole(until)))
    throw new MalformedClaim('has a binding that is not of the form [role, group, until]')
  return { role, groupId, ...(until !== undefined && { untilMs: until * 1_000 }) }
}

function words(value: unknown, what: string): readonly string[] {
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value
  throw new MalformedClaim(`has no list of ${what}`)
}

function isId(kind: string, value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(`${kind}_`) && /^[a-z]+_[a-z0-9_]{1,36}$/.test(value)
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}
