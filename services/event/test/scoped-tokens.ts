import { NOWHERE } from '@rewards/access'
import { callerOf, permissionsOf, type Role, type TokenVerifier } from '@rewards/rpc'

/** Where somebody has their role: everywhere, or in these groups, all below them named too. */
export type Where = 'everywhere' | readonly string[]

/** What `scopedVerifier` takes for a token of this user. */
export function tokenOf(userId: string, role: Role, where: Where = 'everywhere'): { readonly token: string } {
  return { token: [role, userId, ...(where === 'everywhere' ? [] : ['in', ...where])].join('/') }
}

/** Takes the tokens of `tokenOf` as they are: who may do what where is written in them. */
export const scopedVerifier: TokenVerifier = {
  async verify(token) {
    const [role = '', userId = '', within, ...groups] = token.split('/')
    const caller = callerOf({ userId, roles: [role], expiresAtMs: Number.MAX_SAFE_INTEGER }, token)
    if (within === undefined) return caller
    const held = permissionsOf([role])
    const scope = new Set(groups)
    return { ...caller, permissions: new Set(), scopeOf: asked => (held.has(asked) ? scope : NOWHERE) }
  },
}
