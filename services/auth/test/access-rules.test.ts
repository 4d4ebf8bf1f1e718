import { Access, type AccessModel, type Scope } from '@rewards/access'
import { Violations } from '@rewards/errors'
import { describe, expect, test } from 'vitest'
import {
  bindingKey,
  groupBindingKey,
  withBinding,
  withGroupBinding,
  withoutBinding,
} from '../src/domain/bindings.ts'
import { checkRoles } from '../src/domain/check-roles.ts'
import { type CustomRoles, withChangedRole, withNewRole, withoutRole } from '../src/domain/custom-roles.ts'
import { derivedId, hashOf } from '../src/domain/derived-id.ts'
import { requireGiving, requireHeld, requireHeldIn } from '../src/domain/giving.ts'
import {
  type Group,
  type Groups,
  withChangedGroup,
  withNewGroup,
  withoutGroup,
} from '../src/domain/groups.ts'
import { requireManaged } from '../src/domain/managed.ts'
import {
  groupPersonId,
  isWhollyWithin,
  isWithin,
  withMembership,
  withoutMembership,
} from '../src/domain/membership.ts'
import { nameKeyOf, sameName } from '../src/domain/names.ts'
import { requireMore } from '../src/domain/powers.ts'
import { roleSet, rolesOf, sameRoles } from '../src/domain/role.ts'
import type { User } from '../src/domain/user.ts'

const NOW = 1_000
const ANN: User = { displayName: 'Ann', roles: { USER: true }, createdAtMs: 5 }
const within = (...ids: string[]): Scope => new Set(ids)

describe('built-in roles', () => {
  test('are a set in which USER always is, in their order', () => {
    expect(Object.keys(roleSet(['SERVICE', 'ADMIN']))).toEqual(['USER', 'ADMIN', 'SERVICE'])
    expect(roleSet([])).toStrictEqual({ USER: true })
    expect(rolesOf({ SERVICE: true, USER: true })).toEqual(['USER', 'SERVICE'])
  })

  test('are the same when none differs', () => {
    expect(sameRoles({ USER: true, ADMIN: true }, { ADMIN: true, USER: true })).toBe(true)
    expect(sameRoles({ USER: true, ADMIN: true }, { USER: true })).toBe(false)
    expect(sameRoles({ USER: true }, { USER: true, SERVICE: true })).toBe(false)
  })

  test('that are wished for are known ones, and at least one', () => {
    const violations = new Violations()
    expect(checkRoles(violations, ['ADMIN', undefined])).toEqual(['ADMIN'])
    checkRoles(violations, [])
    expect(() => violations.throwIfAny()).toThrow(
      expect.objectContaining({
        violations: [
          {
            field: 'roles[1]',
            description: 'is no role; allowed is one of USER, OPERATOR, AUDITOR, ADMIN, SERVICE',
          },
          { field: 'roles', description: 'is empty; allowed is at least one role' },
        ],
      }),
    )
  })
})

test('names are the same whatever their case and form', () => {
  expect(nameKeyOf('Ｓｐｒｉｎｇ ÄB')).toBe('spring äb')
  expect(sameName('J\u030c', '\u01f0')).toBe(true)
  expect([
    sameName('Spring', 'SPRING'),
    sameName('Spring', 'Sprung'),
    sameName(undefined, 'undefined'),
  ]).toEqual([true, false, false])
})

test('an id follows from all its parts', () => {
  expect(hashOf('a', 'b')).toBe('0473ef2dc0d324ab659d3580c1134e9d812035905c4781fdd6d529b0c6860e13')
  expect(derivedId('usr', 'a', 'b')).toBe('usr_0473ef2dc0d324ab659d3580c1134e9d')
  expect(new Set([hashOf('a', 'b'), hashOf('ab'), hashOf('b', 'a'), hashOf('a', 'b', '')]).size).toBe(4)
})

describe('custom roles', () => {
  const draft = { displayName: 'Helper', permissions: ['event.write'], includes: [] as string[] }
  const kept = { ...draft, revision: 1, createdAtMs: NOW }
  const one: CustomRoles = { roles: { rol_a: kept } }

  test('are made with their first revision', () => {
    expect(withNewRole({ roles: {} }, 'rol_a', draft, NOW)).toStrictEqual(one)
  })

  test('have names of their own, whatever the case', () => {
    expect(() => withNewRole(one, 'rol_b', { ...draft, displayName: 'HELPER' }, NOW)).toThrow(
      expect.objectContaining({
        kind: 'already_exists',
        reason: 'ROLE_NAME_TAKEN',
        message: 'the role rol_a has this name already',
        metadata: { roleId: 'rol_a' },
      }),
    )
  })

  test('are 500 at most', () => {
    const roles = Object.fromEntries(
      Array.from({ length: 499 }, (_, at) => [`rol_${at}`, { ...kept, displayName: `r${at}` }]),
    )
    const full = withNewRole({ roles }, 'rol_a', draft, NOW)
    expect(Object.keys(full.roles)).toHaveLength(500)
    expect(() => withNewRole(full, 'rol_b', { ...draft, displayName: 'More' }, NOW)).toThrow(
      expect.objectContaining({
        kind: 'failed_precondition',
        reason: 'TOO_MANY_ROLES',
        message: 'there can be at most 500 roles',
        metadata: { most: '500' },
      }),
    )
  })

  test('are changed once, on the revision that was seen', () => {
    const next = { ...draft, displayName: 'Aide' }
    const changed = { roles: { rol_a: { ...kept, displayName: 'Aide', revision: 2 } } }
    expect(withChangedRole(one, 'rol_a', next, 1)).toStrictEqual(changed)
    expect(withChangedRole(changed, 'rol_a', next, 1)).toBeUndefined()
    expect(() => withChangedRole(changed, 'rol_a', draft, 1)).toThrow(
      expect.objectContaining({
        reason: 'REVISION_MISMATCH',
        message: 'the role is at revision 2, not 1; read it again and decide anew',
      }),
    )
    expect(() => withChangedRole(one, 'rol_b', next, 1)).toThrow(
      expect.objectContaining({
        kind: 'not_found',
        reason: 'ROLE_NOT_FOUND',
        message: 'there is no role rol_b',
        metadata: { roleId: 'rol_b' },
      }),
    )
  })

  test('never include each other in a circle, and go when nobody includes them', () => {
    const two = withNewRole(one, 'rol_b', { displayName: 'Chief', permissions: [], includes: ['rol_a'] }, NOW)
    expect(() => withChangedRole(two, 'rol_a', { ...draft, includes: ['rol_b'] }, 1)).toThrow(
      'the roles would include each other in a circle: rol_a includes rol_b includes rol_a',
    )
    expect(() => withoutRole(two, 'rol_a')).toThrow(
      expect.objectContaining({ reason: 'ROLE_IN_USE', metadata: { roleId: 'rol_b' } }),
    )
    expect(withoutRole(two, 'rol_b')).toStrictEqual(one)
    expect(withoutRole(one, 'rol_b')).toBeUndefined()
  })
})

describe('groups', () => {
  const group = (displayName: string, parentId = ''): Group => ({
    displayName,
    parentId,
    revision: 1,
    createdAtMs: NOW,
  })
  const groupsOf = (groups: Groups['groups']): Groups => ({ groups, bindings: {} })
  const TREE = groupsOf({ grp_a: group('A'), grp_b: group('B', 'grp_a'), grp_c: group('C') })

  test('are made with their first revision, below one that there is', () => {
    expect(withNewGroup(TREE, 'grp_d', { displayName: 'D', parentId: 'grp_b' }, NOW)).toStrictEqual(
      groupsOf({ ...TREE.groups, grp_d: group('D', 'grp_b') }),
    )
    expect(() => withNewGroup(TREE, 'grp_d', { displayName: 'D', parentId: 'grp_x' }, NOW)).toThrow(
      expect.objectContaining({
        kind: 'not_found',
        reason: 'GROUP_NOT_FOUND',
        message: 'there is no group grp_x',
        metadata: { groupId: 'grp_x' },
      }),
    )
  })

  test('have names of their own beside each other alone', () => {
    expect(withNewGroup(TREE, 'grp_d', { displayName: 'a', parentId: 'grp_a' }, NOW).groups).toHaveProperty(
      'grp_d',
    )
    expect(() => withNewGroup(TREE, 'grp_d', { displayName: 'b', parentId: 'grp_a' }, NOW)).toThrow(
      expect.objectContaining({
        kind: 'already_exists',
        reason: 'GROUP_NAME_TAKEN',
        message: 'the group grp_b beside it has this name already',
        metadata: { groupId: 'grp_b' },
      }),
    )
  })

  test('are 2,000 at most', () => {
    const many = Object.fromEntries(Array.from({ length: 1_999 }, (_, at) => [`grp_${at}`, group(`g${at}`)]))
    const full = withNewGroup(groupsOf(many), 'grp_a', { displayName: 'A', parentId: '' }, NOW)
    expect(Object.keys(full.groups)).toHaveLength(2_000)
    expect(() => withNewGroup(full, 'grp_b', { displayName: 'B', parentId: '' }, NOW)).toThrow(
      expect.objectContaining({ reason: 'TOO_MANY_GROUPS', message: 'there can be at most 2000 groups' }),
    )
  })

  test('lie in 16 levels at most, those below a moved one counted', () => {
    const chain = Object.fromEntries(
      Array.from({ length: 15 }, (_, at) => [`grp_${at}`, group(`g${at}`, at === 0 ? '' : `grp_${at - 1}`)]),
    )
    const deepest = withNewGroup(groupsOf(chain), 'grp_15', { displayName: 'g15', parentId: 'grp_14' }, NOW)
    const tooDeep = expect.objectContaining({
      reason: 'TOO_MANY_LEVELS',
      message: 'there can be at most 16 levels of groups',
    })
    expect(() => withNewGroup(deepest, 'grp_16', { displayName: 'g16', parentId: 'grp_15' }, NOW)).toThrow(
      tooDeep,
    )
    const two = groupsOf({ ...chain, ...TREE.groups })
    expect(withChangedGroup(two, 'grp_a', { parentId: 'grp_13' }, 1)?.groups.grp_a).toMatchObject({
      parentId: 'grp_13',
    })
    expect(() => withChangedGroup(two, 'grp_a', { parentId: 'grp_14' }, 1)).toThrow(tooDeep)
  })

  test('are changed once, on the revision that was seen', () => {
    const renamed = groupsOf({ ...TREE.groups, grp_a: { ...group('AA'), revision: 2 } })
    expect(withChangedGroup(TREE, 'grp_a', { displayName: 'AA' }, 1)).toStrictEqual(renamed)
    expect(withChangedGroup(renamed, 'grp_a', { displayName: 'AA' }, 1)).toBeUndefined()
    expect(withChangedGroup(TREE, 'grp_a', { displayName: 'a' }, 1)?.groups.grp_a?.displayName).toBe('a')
    expect(() => withChangedGroup(renamed, 'grp_a', { displayName: 'AB' }, 1)).toThrow(
      'the group is at revision 2, not 1; read it again and decide anew',
    )
    expect(() => withChangedGroup(TREE, 'grp_x', {}, 1)).toThrow('there is no group grp_x')
  })

  test.each(['grp_a', 'grp_b'])('are not moved below themselves: grp_a below %s', parentId => {
    expect(() => withChangedGroup(TREE, 'grp_a', { parentId }, 1)).toThrow(
      expect.objectContaining({
        kind: 'failed_precondition',
        reason: 'GROUPS_IN_A_CIRCLE',
        message: 'a group cannot be moved below itself',
      }),
    )
  })

  test('go with what is bound to them and in them, when nothing is below', () => {
    const bound = (memberGroupId: string, groupId: string) => ({ memberGroupId, groupId, role: 'OPERATOR' })
    const bindings = { x: bound('grp_c', 'grp_a'), y: bound('grp_a', 'grp_c'), z: bound('grp_a', 'grp_b') }
    const { grp_c: _, ...others } = TREE.groups
    expect(withoutGroup({ ...TREE, bindings }, 'grp_c')).toStrictEqual({
      groups: others,
      bindings: { z: bindings.z },
    })
    expect(() => withoutGroup(TREE, 'grp_a')).toThrow('there are groups below it')
    expect(withoutGroup(TREE, 'grp_x')).toBeUndefined()
  })
})

describe('a binding', () => {
  const model = {
    roles: { rol_a: { permissions: [], includes: [] } },
    groups: { grp_a: { parentId: '' } },
    bindings: [],
  } satisfies AccessModel
  const bind = (role: string, groupId = '', untilMs?: number) => ({
    role,
    groupId,
    ...(untilMs !== undefined && { untilMs }),
  })

  test('is one for a role and a place', () => {
    expect(bindingKey(bind('rol_a', 'grp_a'))).toBe('rol_a:grp_a')
    expect(groupBindingKey({ ...bind('rol_a', 'grp_b'), memberGroupId: 'grp_a' })).toBe('grp_a:rol_a:grp_b')
    const before = { 'rol_a:': bind('rol_a', '', 5_000) }
    expect(withBinding(before, bind('rol_a'), model, NOW)).toStrictEqual({ 'rol_a:': bind('rol_a') })
  })

  test('takes the place of those that hold nothing any more', () => {
    const before = {
      over: bind('USER', 'grp_a', NOW),
      lives: bind('USER', 'grp_a', NOW + 1),
      noRole: bind('rol_x'),
      noGroup: bind('rol_a', 'grp_x'),
      everywhere: bind('rol_a'),
    }
    expect(withBinding(before, bind('AUDITOR', 'grp_a'), model, NOW)).toStrictEqual({
      lives: before.lives,
      everywhere: before.everywhere,
      'AUDITOR:grp_a': bind('AUDITOR', 'grp_a'),
    })
  })

  test('is one of 20 of a user at most', () => {
    const groups = Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`grp_${at}`, { parentId: '' }]))
    const nineteen = Object.fromEntries(
      Array.from({ length: 19 }, (_, at) => [`k${at}`, bind('USER', `grp_${at}`)]),
    )
    const full = withBinding(nineteen, bind('USER', 'grp_19'), { ...model, groups }, NOW)
    expect(Object.keys(full)).toHaveLength(20)
    expect(() => withBinding(full, bind('USER', 'grp_20'), { ...model, groups }, NOW)).toThrow(
      expect.objectContaining({
        reason: 'TOO_MANY_BINDINGS',
        message: 'there can be at most 20 bindings of a user',
      }),
    )
  })

  test('of groups is one of 2,000 at most, those that are over not counted', () => {
    const of = (memberGroupId: string, untilMs?: number) => ({
      ...bind('USER', 'grp_a', untilMs),
      memberGroupId,
    })
    const all = (count: number, untilMs?: number): Groups => ({
      groups: {},
      bindings: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`k${at}`, of(`grp_${at}`, untilMs)]),
      ),
    })
    const full = withGroupBinding(all(1_999), of('grp_n'), NOW)
    expect(Object.keys(full.bindings)).toHaveLength(2_000)
    expect(() => withGroupBinding(full, of('grp_m'), NOW)).toThrow(
      expect.objectContaining({
        reason: 'TOO_MANY_BINDINGS',
        message: 'there can be at most 2000 bindings of groups',
      }),
    )
    expect(withGroupBinding(all(3, NOW), of('grp_n'), NOW)).toStrictEqual({
      groups: {},
      bindings: { 'grp_n:USER:grp_a': of('grp_n') },
    })
  })

  test('is taken away by its key', () => {
    const bindings = { a: bind('USER'), b: bind('ADMIN') }
    expect(withoutBinding(bindings, 'a')).toStrictEqual({ b: bindings.b })
    expect(withoutBinding(bindings, 'c')).toBeUndefined()
  })
})

describe('members', () => {
  const groups = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`grp_${at}`, { parentId: '' }]))
  const memberships = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`grp_${at}`, true as const]))

  test('are of groups that there are, the newest last', () => {
    expect(
      Object.keys(withMembership({ grp_1: true, grp_x: true, grp_0: true }, 'grp_1', { groups: groups(2) })),
    ).toEqual(['grp_0', 'grp_1'])
    expect(withoutMembership({ grp_0: true, grp_1: true }, 'grp_0')).toStrictEqual({ grp_1: true })
  })

  test('are of 20 groups at most', () => {
    const full = withMembership(memberships(19), 'grp_19', { groups: groups(21) })
    expect(full).toStrictEqual(memberships(20))
    expect(withMembership(full, 'grp_0', { groups: groups(21) })).toStrictEqual(full)
    expect(() => withMembership(full, 'grp_20', { groups: groups(21) })).toThrow(
      expect.objectContaining({
        reason: 'TOO_MANY_GROUPS',
        message: 'there can be at most 20 groups of a user',
      }),
    )
  })

  test.each([
    [undefined, within('grp_a'), false, true],
    [{ grp_a: true } as const, within('grp_a'), true, true],
    [{ grp_a: true, grp_b: true } as const, within('grp_a'), true, false],
    [{ grp_b: true } as const, within('grp_a'), false, false],
    [{ grp_b: true } as const, 'everywhere' as const, true, true],
    [undefined, 'everywhere' as const, true, true],
  ])('of %o lie in a scope by one group, and wholly by all', (memberOf, scope, lies, wholly) => {
    const user = memberOf ? { ...ANN, groups: memberOf } : ANN
    expect([isWithin(user, scope), isWhollyWithin(user, scope)]).toEqual([lies, wholly])
  })

  test('are managed by who may for all their groups; who lies outside is not there', () => {
    const manage = (user: User | undefined) => () => requireManaged(user, 'usr_a', within('grp_a'))
    const missing = {
      kind: 'not_found',
      reason: 'USER_NOT_FOUND',
      message: 'there is no user usr_a',
      metadata: { userId: 'usr_a' },
    }
    expect(manage({ ...ANN, groups: { grp_a: true } })).not.toThrow()
    expect(manage(undefined)).toThrow(expect.objectContaining(missing))
    expect(manage({ ...ANN, groups: { grp_b: true } })).toThrow(expect.objectContaining(missing))
    expect(manage({ ...ANN, groups: { grp_a: true, grp_b: true } })).toThrow(
      expect.objectContaining({
        kind: 'permission_denied',
        reason: 'MEMBER_ELSEWHERE',
        message:
          "user usr_a is a member of groups beyond the caller's, too; whoever has the permission for all of them can do it",
      }),
    )
  })

  test('are found by their group', () => {
    expect(groupPersonId('grp_a', 'usr_a')).toBe('grp_a:usr_a')
  })
})

describe('nobody gives what they do not have', () => {
  const refused = (list: string) =>
    expect.objectContaining({
      kind: 'permission_denied',
      reason: 'GIVES_MORE_THAN_HELD',
      message: `you do not hold ${list} where you want to give it`,
      metadata: { permissions: list },
    })
  /** Holds event.write in grp_a, until 5,000. */
  const giver = {
    userId: 'usr_a',
    scopeOf: (permission: string, atMs = 0): Scope =>
      permission === 'event.write' && atMs < 5_000 ? within('grp_a') : within(),
  }
  const model: AccessModel = {
    roles: { rol_a: { permissions: ['event.write', 'claim.read'], includes: [] } },
    groups: { grp_a: { parentId: '' } },
    bindings: [],
  }
  const access = new Access(model, ['event.write', 'claim.read'])

  test('at all', () => {
    expect(() => requireHeld(new Set(['a']), ['a'])).not.toThrow()
    expect(() => requireHeld(new Set(['a']), ['c', 'a', 'b', 'c'])).toThrow(refused('c, b'))
  })

  test('nor in another place, nor for longer', () => {
    expect(() => requireHeldIn(giver, ['event.write'], 'grp_a', 5_000)).not.toThrow()
    expect(() => requireHeldIn(giver, ['event.write'], 'grp_a', 5_001)).toThrow(refused('event.write'))
    expect(() => requireHeldIn(giver, ['event.write'], 'grp_a')).toThrow(refused('event.write'))
    expect(() => requireHeldIn(giver, ['event.write'], '', 5_000)).toThrow(refused('event.write'))
  })

  test('nor by a role that carries it', () => {
    const binding = { role: 'rol_a', groupId: 'grp_a', untilMs: 5_000 }
    expect(() => requireGiving(giver, access, [binding, binding])).toThrow(refused('claim.read'))
    expect(() => requireGiving(giver, access, [{ ...binding, role: 'USER' }])).not.toThrow()
  })

  describe('nor shuts out who may do what they may not', () => {
    const held: AccessModel = {
      ...model,
      roles: {
        rol_w: { permissions: ['event.write'], includes: [] },
        rol_r: { permissions: ['claim.read'], includes: [] },
      },
      bindings: [{ memberGroupId: 'grp_a', role: 'rol_r', groupId: 'grp_a', untilMs: 7_000 }],
    }
    const shut = (target: Partial<User>, nowMs = 0) => {
      const { scopeOf } = giver
      requireMore(scopeOf, new Access(held, ['event.write', 'claim.read']), { ...ANN, ...target }, nowMs)
    }
    const bound = (role: string, groupId: string) => ({ bindings: { x: { role, groupId, untilMs: 9_000 } } })
    const more = expect.objectContaining({
      kind: 'permission_denied',
      reason: 'TARGET_MAY_MORE',
      message: 'the user has permissions that you do not have',
    })

    test('by a role, a binding or a group', () => {
      expect(() => shut({})).not.toThrow()
      expect(() => shut(bound('rol_w', 'grp_a'))).not.toThrow()
      expect(() => shut(bound('rol_w', 'grp_b'))).toThrow(more)
      expect(() => shut(bound('rol_r', 'grp_a'))).toThrow(more)
      expect(() => shut({ roles: { USER: true, ADMIN: true } })).toThrow(more)
      expect(() => shut({ groups: { grp_a: true } })).toThrow(more)
      expect(() => shut({ groups: { grp_a: true } }, 7_000)).not.toThrow()
    })

    test('by what is over', () => {
      expect(() => shut(bound('rol_r', 'grp_a'), 8_999)).toThrow(more)
      expect(() => shut(bound('rol_r', 'grp_a'), 9_000)).not.toThrow()
    })

    test('at that moment', () => {
      expect(() => shut(bound('rol_w', 'grp_a'), 4_999)).not.toThrow()
      expect(() => shut(bound('rol_w', 'grp_a'), 5_000)).toThrow(more)
    })
  })
})
