import { describe, expect, it } from 'vitest'
import { Access, type AccessModel, type Holdings, holdingOnly, pathTo } from '../src/index.ts'

const PERMISSIONS = ['claim.read', 'event.write', 'group.read', 'user.write']
const NOW = 1_000

/** `all` is above `europe` (above `paris`) and `asia`. */
const model: AccessModel = {
  roles: {
    rol_reader: { permissions: ['claim.read'], includes: [] },
    rol_lead: { permissions: ['group.read'], includes: ['rol_reader', 'rol_planner'] },
    rol_planner: { permissions: [], includes: ['OPERATOR'] },
  },
  groups: {
    grp_all: { parentId: '' },
    grp_europe: { parentId: 'grp_all' },
    grp_paris: { parentId: 'grp_europe' },
    grp_asia: { parentId: 'grp_all' },
  },
  bindings: [
    { memberGroupId: 'grp_europe', role: 'rol_reader', groupId: 'grp_asia' },
    { memberGroupId: 'grp_paris', role: 'rol_reader', groupId: '', untilMs: 2_000 },
  ],
}
const access = new Access(model, PERMISSIONS)

function bound(role: string, groupId: string, untilMs?: number): Holdings {
  const binding = { role, groupId, ...(untilMs !== undefined && { untilMs }) }
  return { ...holdingOnly('USER'), bindings: [binding] }
}
const memberOf = (...groups: string[]): Holdings => ({ ...holdingOnly('USER'), groups })
const scope = (holdings: Holdings, permission: string, nowMs = NOW) =>
  access.scopeOf(holdings, permission, nowMs)

describe('a permission is held', () => {
  it.each<[string, Holdings, string, 'everywhere' | string[]]>([
    ['everywhere by a role', holdingOnly('OPERATOR'), 'event.write', 'everywhere'],
    ['everywhere by ADMIN, whatever it is', holdingOnly('ADMIN'), 'user.write', 'everywhere'],
    ['by a role that includes one that has it', holdingOnly('rol_lead'), 'claim.read', 'everywhere'],
    ['by a role that includes one that includes it', holdingOnly('rol_lead'), 'event.write', 'everywhere'],
    ['nowhere without a role', holdingOnly(), 'event.write', []],
    ['nowhere by a role that is not there', holdingOnly('rol_gone', 'WIZARD'), 'event.write', []],
    ['nowhere by a role without it', holdingOnly('rol_reader'), 'event.write', []],
    [
      'in the group and all below it',
      bound('OPERATOR', 'grp_europe'),
      'event.write',
      ['grp_europe', 'grp_paris'],
    ],
    ['in a group without others below it', bound('OPERATOR', 'grp_paris'), 'event.write', ['grp_paris']],
    ['nowhere in a group that is not there', bound('OPERATOR', 'grp_gone'), 'event.write', []],
    ['until a time', bound('OPERATOR', 'grp_asia', NOW + 1), 'event.write', ['grp_asia']],
    ['not from that time on', bound('OPERATOR', 'grp_asia', NOW), 'event.write', []],
    ['everywhere until a time', bound('OPERATOR', '', NOW + 1), 'event.write', 'everywhere'],
    ["by the group's members", memberOf('grp_europe'), 'claim.read', ['grp_asia']],
    ['by members of groups below it', memberOf('grp_paris'), 'claim.read', 'everywhere'],
    ['not by members of groups above it', memberOf('grp_all'), 'claim.read', []],
    ['not by members of groups beside it', memberOf('grp_asia'), 'claim.read', []],
  ])('%s', (_, holdings, permission, expected) => {
    const found = scope(holdings, permission)
    expect(found === 'everywhere' ? found : [...found]).toEqual(expected)
  })

  it('in several groups: in each and all below them', () => {
    const bindings = ['grp_asia', 'grp_europe'].map(groupId => ({ role: 'OPERATOR', groupId }))
    const found = scope({ ...holdingOnly(), bindings }, 'event.write')
    expect(found).toEqual(new Set(['grp_asia', 'grp_europe', 'grp_paris']))
  })

  it('no longer when the binding of the group has ended', () => {
    expect(scope(memberOf('grp_paris'), 'claim.read', 2_000)).toEqual(new Set(['grp_asia']))
  })
})

it('what is held everywhere comes from roles and from bindings without a group', () => {
  const holdings = { ...bound('rol_reader', ''), roles: ['rol_planner'] }
  expect(access.everywhere(holdings, NOW)).toEqual(new Set(['claim.read', 'event.write', 'group.read']))
  expect(access.everywhere(bound('ADMIN', 'grp_all'), NOW)).toEqual(new Set())
})

describe('the path to a permission', () => {
  const path = (holdings: Holdings, permission: string, groupId = '') =>
    pathTo(access, holdings, { permission, groupId }, NOW)

  it('goes from the role over what it includes', () => {
    const roles = ['rol_lead', 'rol_planner', 'OPERATOR']
    expect(path(holdingOnly('USER', 'rol_lead'), 'event.write')).toEqual({ memberOf: [], roles, groupId: '' })
  })

  it('names the group that a role is held in', () => {
    const expected = { memberOf: [], roles: ['OPERATOR'], groupId: 'grp_europe', untilMs: 5_000 }
    expect(path(bound('OPERATOR', 'grp_europe', 5_000), 'event.write', 'grp_paris')).toEqual(expected)
  })

  it('goes up to the group whose members hold the role', () => {
    const expected = { memberOf: ['grp_paris', 'grp_europe'], roles: ['rol_reader'], groupId: 'grp_asia' }
    const [first] = model.bindings
    const alone = new Access({ ...model, bindings: first ? [first] : [] }, PERMISSIONS)
    const wanted = { permission: 'claim.read', groupId: 'grp_asia' }
    expect(pathTo(alone, memberOf('grp_paris'), wanted, NOW)).toEqual(expected)
  })

  it.each([
    ['beside', 'grp_asia'],
    ['above', 'grp_all'],
    ['in no group', ''],
  ])('is not there for what is %s', (_, groupId) => {
    expect(path(bound('OPERATOR', 'grp_europe'), 'event.write', groupId)).toBeUndefined()
  })
})
