import { Access, type GroupTree } from '@rewards/access'
import { callerOf, PERMISSIONS, type Role, type TokenVerifier } from '@rewards/rpc'

/** An organisation with a team and the team's crew, another team beside it, and a company of 150 groups. */
const GROUPS: GroupTree = {
  grp_org: { parentId: '' },
  grp_team: { parentId: 'grp_org' },
  grp_crew: { parentId: 'grp_team' },
  grp_other: { parentId: 'grp_org' },
  grp_company: { parentId: '' },
  ...Object.fromEntries(Array.from({ length: 149 }, (_, at) => [`grp_${at}`, { parentId: 'grp_company' }])),
}
const ACCESS = new Access({ roles: {}, groups: GROUPS, bindings: [] }, PERMISSIONS)

/** Where somebody has their role: everywhere, or in these groups and all below them. */
export type Where = 'everywhere' | readonly string[]

/** What `scopedVerifier` takes for a token of this user. */
export function tokenOf(userId: string, role: Role, where: Where = 'everywhere'): { readonly token: string } {
  return { token: [role, userId, ...(where === 'everywhere' ? [] : ['in', ...where])].join('/') }
}

/** Takes the tokens of `tokenOf` as they are: who may do what where is written in them. */
export const scopedVerifier: TokenVerifier = {
  async verify(token) {
    const [role = '', userId = '', within, ...groups] = token.split('/')
    const expiresAtMs = Number.MAX_SAFE_INTEGER
    if (within === undefined) return callerOf({ userId, roles: [role], expiresAtMs }, token)
    const bindings = groups.map(groupId => ({ role, groupId }))
    return callerOf({ userId, roles: ['USER'], bindings, expiresAtMs }, token, ACCESS)
  },
}
