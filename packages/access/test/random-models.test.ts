import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Access, type AccessModel, covers, type Holdings, pathTo } from '../src/index.ts'

const PERMISSIONS = ['p.one', 'p.two', 'p.three']
const ROLES = ['rol_0', 'rol_1', 'rol_2', 'rol_3']
const GROUPS = ['grp_0', 'grp_1', 'grp_2', 'grp_3', 'grp_4']
const NOW = 10
const NOTHING = { permissions: [], includes: [] }

const role = fc.record({ permissions: fc.subarray(PERMISSIONS), includes: fc.subarray(ROLES) })
const binding = fc.record({
  role: fc.constantFrom(...ROLES),
  groupId: fc.constantFrom('', ...GROUPS),
  untilMs: fc.constantFrom(NOW, NOW + 1),
})
const groupBinding = fc
  .tuple(binding, fc.constantFrom(...GROUPS))
  .map(([each, memberGroupId]) => ({ ...each, memberGroupId }))

/** Roles in any graph, circles included: what is evaluated must end whatever it is given. Groups in a forest. */
const models: fc.Arbitrary<AccessModel> = fc.record({
  roles: fc
    .tuple(...ROLES.map(() => role))
    .map(all => Object.fromEntries(ROLES.map((id, at) => [id, all[at] ?? NOTHING]))),
  groups: fc
    .tuple(...GROUPS.map((_, at) => fc.constantFrom('', ...GROUPS.slice(0, at))))
    .map(parents => Object.fromEntries(GROUPS.map((id, at) => [id, { parentId: parents[at] ?? '' }]))),
  bindings: fc.array(groupBinding, { maxLength: 4 }),
})
const holders: fc.Arbitrary<Holdings> = fc.record({
  roles: fc.subarray(ROLES, { maxLength: 1 }),
  groups: fc.subarray(GROUPS, { maxLength: 2 }),
  bindings: fc.array(binding, { maxLength: 3 }),
})

it('scope, path and the plain reading of the rules say the same, for any roles, groups and bindings', () => {
  fc.assert(
    fc.property(models, holders, (model, holdings) => {
      const access = new Access(model, PERMISSIONS)
      for (const permission of PERMISSIONS)
        for (const groupId of ['', ...GROUPS]) {
          const expected = plainly(model, holdings, permission, groupId)
          expect(covers(access.scopeOf(holdings, permission, NOW), groupId)).toBe(expected)
          expect(pathTo(access, holdings, { permission, groupId }, NOW) !== undefined).toBe(expected)
          if (groupId === '') expect(access.everywhere(holdings, NOW).has(permission)).toBe(expected)
        }
    }),
    { numRuns: 2_000 },
  )
})

/** The rules, read one by one and as slowly as they come. */
function plainly(model: AccessModel, holdings: Holdings, permission: string, groupId: string): boolean {
  const above = (id: string): string[] => (id === '' ? [] : [id, ...above(model.groups[id]?.parentId ?? '')])
  const carries = (id: string, seen: readonly string[]): boolean => {
    const at = model.roles[id]
    if (!at || seen.includes(id)) return false
    return at.permissions.includes(permission) || at.includes.some(next => carries(next, [...seen, id]))
  }
  const groups = holdings.groups.flatMap(above)
  const held = [
    ...holdings.roles.map(id => ({ role: id, groupId: '', untilMs: Number.POSITIVE_INFINITY })),
    ...holdings.bindings,
    ...model.bindings.filter(({ memberGroupId }) => groups.includes(memberGroupId)),
  ]
  const places = ['', ...above(groupId)]
  return held.some(
    each =>
      (each.untilMs ?? Number.POSITIVE_INFINITY) > NOW &&
      places.includes(each.groupId) &&
      carries(each.role, []),
  )
}
