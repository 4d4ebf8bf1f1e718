import { Access, type AccessModel, type RoleBinding, type Scope, type ScopeOf } from '@rewards/access'
import { type FieldViolation, type RewardsError, Violations } from '@rewards/errors'
import { describe, expect, test } from 'vitest'
import { neededEverywhere } from '../src/domain/access-errors.ts'
import { checkAccount } from '../src/domain/account.ts'
import { ADMINISTRATORS_ID } from '../src/domain/administrators.ts'
import {
  bindingKey,
  groupBindingKey,
  withBinding,
  withGroupBinding,
  withoutBinding,
} from '../src/domain/bindings.ts'
import { checkRoles } from '../src/domain/check-roles.ts'
import {
  type CustomRole,
  type CustomRoles,
  NO_ROLES,
  ROLES_ID,
  withChangedRole,
  withNewRole,
  withoutRole,
} from '../src/domain/custom-roles.ts'
import { derivedId, hashOf } from '../src/domain/derived-id.ts'
import { requireGiving, requireHeld, requireHeldIn } from '../src/domain/giving.ts'
import {
  GROUPS_ID,
  type Group,
  type Groups,
  NO_GROUPS,
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

const NOW = 10_000_000_000
const EVERYWHERE: Scope = 'everywhere'
const NOWHERE: Scope = new Set()
const IN_A: Scope = new Set(['grp_a'])
const ANN: User = { displayName: 'Ann', roles: { USER: true }, createdAtMs: 5 }

/** What a step is refused with, whole; `undefined` when it is not. */
function refusal(step: () => unknown): unknown {
  try {
    step()
    return undefined
  } catch (error) {
    const { kind, reason, message, metadata } = error as RewardsError
    return { kind, reason, message, metadata }
  }
}

const failed = (reason: string, message: string, metadata: object = {}) => ({
  kind: 'failed_precondition',
  reason,
  message,
  metadata,
})

/** What a check gives, and what it found wrong. */
function checked<T>(check: (violations: Violations) => T): readonly [T, readonly FieldViolation[]] {
  const violations = new Violations()
  const value = check(violations)
  try {
    violations.throwIfAny()
    return [value, []]
  } catch (error) {
    return [value, (error as RewardsError).violations]
  }
}

/** As many entries, each made of its id: `rol_0`, `rol_1` and so on. */
function many<T>(count: number, kind: string, make: (id: string) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${kind}_${at}`, make(`${kind}_${at}`)]),
  )
}

test('the documents that hold all of a kind have names that stay', () => {
  expect([ROLES_ID, GROUPS_ID, ADMINISTRATORS_ID]).toEqual(['roles', 'groups', 'administrators'])
})

describe('an account as it was sent', () => {
  const isCommon = (password: string) => password.startsWith('password')
  const account = (email: string, password: string, displayName: string) =>
    checked(violations => checkAccount(violations, { email, password, displayName }, isCommon))

  test('is taken in the form that is kept', () => {
    expect(account(' Ann@Example.com ', ' correct horse ', ' Ann ')).toStrictEqual([
      {
        email: 'Ann@Example.com',
        emailKey: 'ann@example.com',
        password: ' correct horse ',
        displayName: 'Ann',
      },
      [],
    ])
  })

  test('is told all that is wrong with it', () => {
    expect(account('', 'password1', ' ')).toStrictEqual([
      { email: '', emailKey: '', password: 'password1', displayName: '' },
      [
        { field: 'email', description: 'is missing; allowed are 1 to 254 characters' },
        { field: 'password', description: 'has 9 characters; allowed are 10 to 256 characters' },
        {
          field: 'password',
          description: 'is one of the commonest passwords; allowed is one that others do not have',
        },
        { field: 'display_name', description: 'is missing; allowed are 1 to 80 characters' },
      ],
    ])
  })
})

describe('an id that follows from its parts', () => {
  test('is the kind and the first half of their hash', () => {
    expect(hashOf('a', 'bc')).toBe('42a6f3f44be0aaf23c936b1547dd5e41d2d25ff25f36a31474eb1851639f6751')
    expect(derivedId('usr', 'a', 'bc')).toBe('usr_42a6f3f44be0aaf23c936b1547dd5e41')
  })

  test('is another one when the same letters are parted in another way', () => {
    expect(derivedId('usr', 'ab', 'c')).toBe('usr_825825018f58e795ae2d3d8df6a87956')
    expect(derivedId('usr')).toBe('usr_4f53cda18c2baa0c0354bb5f9a3ecbe5')
  })
})

describe('names', () => {
  test('are compared without case, and without the form of a letter', () => {
    expect(nameKeyOf('\uff21\ufb01\u00c9')).toBe('afi\u00e9')
  })

  test.each([
    ['Ops', 'oPS', true],
    ['\ufb01ne', 'FINE', true],
    ['Ops', 'Ops ', false],
    ['Ops', 'Dev', false],
    [undefined, 'undefined', false],
  ])('%j and %j are the same: %s', (one, other, isSame) => {
    expect(sameName(one, other)).toBe(isSame)
  })
})

describe('the built-in roles of a user', () => {
  test('are kept in the order of the contract, each once, USER always', () => {
    expect(JSON.stringify(roleSet(['ADMIN', 'OPERATOR', 'ADMIN']))).toBe(
      '{"USER":true,"OPERATOR":true,"ADMIN":true}',
    )
    expect(roleSet([])).toStrictEqual({ USER: true })
  })

  test('are read in the order of the contract', () => {
    expect(rolesOf({ SERVICE: true, ADMIN: true, USER: true })).toEqual(['USER', 'ADMIN', 'SERVICE'])
    expect(rolesOf({})).toEqual([])
  })

  test('are the same when none is in one set alone', () => {
    const set = { USER: true, ADMIN: true } as const
    expect(sameRoles(set, { ADMIN: true, USER: true })).toBe(true)
    expect([sameRoles(set, { USER: true }), sameRoles({ USER: true }, set)]).toEqual([false, false])
  })

  test('are taken as they were sent', () => {
    expect(checked(violations => checkRoles(violations, ['ADMIN', 'USER']))).toStrictEqual([
      ['ADMIN', 'USER'],
      [],
    ])
  })

  test('are at least one, and known', () => {
    const description = 'is no role; allowed is one of USER, OPERATOR, AUDITOR, ADMIN, SERVICE'
    expect(checked(violations => checkRoles(violations, []))).toStrictEqual([
      [],
      [{ field: 'roles', description: 'is empty; allowed is at least one role' }],
    ])
    expect(checked(violations => checkRoles(violations, [undefined, 'USER', undefined]))).toStrictEqual([
      ['USER'],
      [
        { field: 'roles[0]', description },
        { field: 'roles[2]', description },
      ],
    ])
  })
})

describe('a custom role', () => {
  const role = (displayName: string, includes: readonly string[] = [], revision = 1): CustomRole => {
    return { displayName, permissions: ['event.write'], includes, revision, createdAtMs: 5 }
  }
  const A = role('Ops', ['rol_b'], 2)
  const B = role('Dev')
  const ALL: CustomRoles = { roles: { rol_a: A, rol_b: B } }
  const DRAFT = { displayName: 'Host', permissions: ['claim.read'], includes: ['rol_a', 'USER'] }
  const OF_A = { displayName: 'Ops', permissions: ['event.write'], includes: ['rol_b'] }

  test('is new at revision 1, beside the others', () => {
    const made = { ...DRAFT, revision: 1, createdAtMs: NOW }
    expect(withNewRole(NO_ROLES, 'rol_n', DRAFT, NOW)).toStrictEqual({ roles: { rol_n: made } })
    expect(withNewRole(ALL, 'rol_n', DRAFT, NOW)).toStrictEqual({
      roles: { rol_a: A, rol_b: B, rol_n: made },
    })
  })

  test('is one of 500 at most', () => {
    const full = withNewRole({ roles: many(499, 'rol', id => role(id)) }, 'rol_n', DRAFT, NOW)
    expect(Object.keys(full.roles)).toHaveLength(500)
    expect(refusal(() => withNewRole(full, 'rol_o', { ...DRAFT, displayName: 'Other' }, NOW))).toStrictEqual(
      failed('TOO_MANY_ROLES', 'there can be at most 500 roles', { most: '500' }),
    )
  })

  test('is changed at the revision that was seen, and keeps when it was made', () => {
    const draft = { ...DRAFT, displayName: 'OPS', includes: [] }
    expect(withChangedRole(ALL, 'rol_a', draft, 2)).toStrictEqual({
      roles: { rol_a: { ...draft, revision: 3, createdAtMs: 5 }, rol_b: B },
    })
    expect(withChangedRole(ALL, 'rol_a', OF_A, 2)).toStrictEqual({
      roles: { rol_a: { ...A, revision: 3 }, rol_b: B },
    })
  })

  test('is not changed again by the change that was its last', () => {
    expect(withChangedRole(ALL, 'rol_a', OF_A, 1)).toBeUndefined()
  })

  test.each([1, 3])('is not changed at the revision %i, which is another one', expected => {
    expect(refusal(() => withChangedRole(ALL, 'rol_a', DRAFT, expected))).toStrictEqual({
      kind: 'aborted',
      reason: 'REVISION_MISMATCH',
      message: `the role is at revision 2, not ${expected}; read it again and decide anew`,
      metadata: { expectedRevision: String(expected), revision: '2' },
    })
  })

  test('that there is not is neither changed nor taken away', () => {
    expect(refusal(() => withChangedRole(ALL, 'rol_x', DRAFT, 1))).toStrictEqual({
      kind: 'not_found',
      reason: 'ROLE_NOT_FOUND',
      message: 'there is no role rol_x',
      metadata: { roleId: 'rol_x' },
    })
    expect(withoutRole(ALL, 'rol_x')).toBeUndefined()
  })

  test('has a name of its own', () => {
    const taken = {
      kind: 'already_exists',
      reason: 'ROLE_NAME_TAKEN',
      message: 'the role rol_b has this name already',
      metadata: { roleId: 'rol_b' },
    }
    const draft = { ...DRAFT, displayName: 'DEV', includes: [] }
    expect(refusal(() => withNewRole(ALL, 'rol_n', draft, NOW))).toStrictEqual(taken)
    expect(refusal(() => withChangedRole(ALL, 'rol_a', draft, 2))).toStrictEqual(taken)
  })

  test('never includes itself, by others neither', () => {
    const circle = (way: string) =>
      failed('ROLES_IN_A_CIRCLE', `the roles would include each other in a circle: ${way}`)
    expect(refusal(() => withChangedRole(ALL, 'rol_b', { ...DRAFT, includes: ['rol_a'] }, 1))).toStrictEqual(
      circle('rol_b includes rol_a includes rol_b'),
    )
    expect(refusal(() => withNewRole(ALL, 'rol_n', { ...DRAFT, includes: ['rol_n'] }, NOW))).toStrictEqual(
      circle('rol_n includes rol_n'),
    )
  })

  test('is taken away when no other includes it', () => {
    expect(withoutRole(ALL, 'rol_a')).toStrictEqual({ roles: { rol_b: B } })
    expect(refusal(() => withoutRole(ALL, 'rol_b'))).toStrictEqual(
      failed('ROLE_IN_USE', 'the role rol_a includes it; take it out of there first', { roleId: 'rol_a' }),
    )
  })
})

describe('a group', () => {
  const group = (displayName: string, parentId = '', revision = 1): Group => {
    return { displayName, parentId, revision, createdAtMs: 5 }
  }
  const A = group('Europe')
  const B = group('Berlin', 'grp_a', 2)
  const C = group('Asia')
  const bindings = { 'grp_a:OPERATOR:': { memberGroupId: 'grp_a', role: 'OPERATOR', groupId: '' } }
  const ALL: Groups = { groups: { grp_a: A, grp_b: B, grp_c: C }, bindings }
  /** `lvl_0` with `lvl_1` below it and so on, and beside them `grp_p` with `grp_q` below it. */
  const levels = (count: number): Groups => {
    const chain = many(count, 'lvl', id => group(id, id === 'lvl_0' ? '' : `lvl_${Number(id.slice(4)) - 1}`))
    return { groups: { ...chain, grp_p: group('P'), grp_q: group('Q', 'grp_p') }, bindings: {} }
  }
  const tooDeep = failed('TOO_MANY_LEVELS', 'there can be at most 16 levels of groups', { most: '16' })
  const notFound = (groupId: string) => ({
    kind: 'not_found',
    reason: 'GROUP_NOT_FOUND',
    message: `there is no group ${groupId}`,
    metadata: { groupId },
  })

  test.each(['', 'grp_a'])('is new at revision 1, below %j', parentId => {
    const draft = { displayName: 'Paris', parentId }
    const made = { ...draft, revision: 1, createdAtMs: NOW }
    expect(withNewGroup(ALL, 'grp_n', draft, NOW)).toStrictEqual({
      groups: { grp_a: A, grp_b: B, grp_c: C, grp_n: made },
      bindings,
    })
  })

  test('may be the first', () => {
    expect(withNewGroup(NO_GROUPS, 'grp_a', { displayName: 'Europe', parentId: '' }, 5)).toStrictEqual({
      groups: { grp_a: A },
      bindings: {},
    })
  })

  test('is one of 2000 at most', () => {
    const draft = { displayName: 'Paris', parentId: '' }
    const before = { groups: many(1_999, 'grp', id => group(id)), bindings: {} }
    const full = withNewGroup(before, 'grp_n', draft, NOW)
    expect(Object.keys(full.groups)).toHaveLength(2_000)
    expect(refusal(() => withNewGroup(full, 'grp_o', draft, NOW))).toStrictEqual(
      failed('TOO_MANY_GROUPS', 'there can be at most 2000 groups', { most: '2000' }),
    )
  })

  test.each([
    [{ displayName: 'BERLIN' }, { displayName: 'BERLIN', parentId: 'grp_a' }],
    [{ parentId: 'grp_c' }, { displayName: 'Berlin', parentId: 'grp_c' }],
    [{ parentId: '' }, { displayName: 'Berlin', parentId: '' }],
    [{}, { displayName: 'Berlin', parentId: 'grp_a' }],
  ])('is changed at the revision that was seen: %o', (change, after) => {
    expect(withChangedGroup(ALL, 'grp_b', change, 2)).toStrictEqual({
      groups: { grp_a: A, grp_b: { ...after, revision: 3, createdAtMs: 5 }, grp_c: C },
      bindings,
    })
  })

  test('is not changed again by the change that was its last', () => {
    expect(withChangedGroup(ALL, 'grp_b', { displayName: 'Berlin' }, 1)).toBeUndefined()
  })

  test.each([1, 3])('is not changed at the revision %i, which is another one', expected => {
    expect(refusal(() => withChangedGroup(ALL, 'grp_b', { displayName: 'Bonn' }, expected))).toStrictEqual({
      kind: 'aborted',
      reason: 'REVISION_MISMATCH',
      message: `the group is at revision 2, not ${expected}; read it again and decide anew`,
      metadata: { expectedRevision: String(expected), revision: '2' },
    })
  })

  test('that there is not is neither changed, nor above another one, nor taken away', () => {
    const below = { displayName: 'Paris', parentId: 'grp_y' }
    expect(refusal(() => withChangedGroup(ALL, 'grp_x', {}, 1))).toStrictEqual(notFound('grp_x'))
    expect(refusal(() => withNewGroup(ALL, 'grp_n', below, NOW))).toStrictEqual(notFound('grp_y'))
    expect(refusal(() => withChangedGroup(ALL, 'grp_b', below, 2))).toStrictEqual(notFound('grp_y'))
    expect(withoutGroup(ALL, 'grp_x')).toBeUndefined()
  })

  test('has a name of its own among those beside it', () => {
    const taken = (groupId: string) => ({
      kind: 'already_exists',
      reason: 'GROUP_NAME_TAKEN',
      message: `the group ${groupId} beside it has this name already`,
      metadata: { groupId },
    })
    const made = (displayName: string, parentId: string) => () =>
      withNewGroup(ALL, 'grp_n', { displayName, parentId }, NOW)
    expect(refusal(made('BERLIN', 'grp_a'))).toStrictEqual(taken('grp_b'))
    expect(refusal(made('asia', ''))).toStrictEqual(taken('grp_c'))
    expect(refusal(made('Berlin', ''))).toBeUndefined()
    expect(refusal(made('Berlin', 'grp_c'))).toBeUndefined()
    expect(
      refusal(() => withChangedGroup(ALL, 'grp_b', { displayName: 'Europe', parentId: '' }, 2)),
    ).toStrictEqual(taken('grp_a'))
  })

  test.each(['grp_a', 'grp_b'])('is not moved below %s, which is itself or below it', parentId => {
    expect(refusal(() => withChangedGroup(ALL, 'grp_a', { parentId }, 1))).toStrictEqual(
      failed('GROUPS_IN_A_CIRCLE', 'a group cannot be moved below itself'),
    )
  })

  test('is on the level 16 at the lowest', () => {
    const below = (parentId: string) => ({ displayName: 'Paris', parentId })
    expect(withNewGroup(levels(15), 'grp_n', below('lvl_14'), NOW).groups).toHaveProperty('grp_n')
    expect(refusal(() => withNewGroup(levels(16), 'grp_n', below('lvl_15'), NOW))).toStrictEqual(tooDeep)
  })

  test('is moved with what is below it, which counts too', () => {
    const moved = withChangedGroup(levels(14), 'grp_p', { parentId: 'lvl_13' }, 1)
    expect(moved?.groups).toMatchObject({ grp_p: { parentId: 'lvl_13' }, grp_q: { parentId: 'grp_p' } })
    expect(refusal(() => withChangedGroup(levels(15), 'grp_p', { parentId: 'lvl_14' }, 1))).toStrictEqual(
      tooDeep,
    )
  })

  test('is taken away with what is bound to it and in it', () => {
    const bound = {
      ...bindings,
      'grp_c:AUDITOR:': { memberGroupId: 'grp_c', role: 'AUDITOR', groupId: '' },
      'grp_a:AUDITOR:grp_c': { memberGroupId: 'grp_a', role: 'AUDITOR', groupId: 'grp_c' },
    }
    expect(withoutGroup({ ...ALL, bindings: bound }, 'grp_c')).toStrictEqual({
      groups: { grp_a: A, grp_b: B },
      bindings,
    })
    expect(withoutGroup({ groups: { grp_a: A }, bindings }, 'grp_a')).toStrictEqual(NO_GROUPS)
  })

  test('is not taken away while there are groups below it', () => {
    expect(refusal(() => withoutGroup(ALL, 'grp_a'))).toStrictEqual(
      failed('GROUP_NOT_EMPTY', 'there are groups below it; move or remove them first'),
    )
  })
})

describe('the roles that are bound', () => {
  const MODEL: AccessModel = {
    roles: many(20, 'rol', () => ({ permissions: [], includes: [] })),
    groups: { grp_a: { parentId: '' } },
    bindings: [],
  }
  const OPERATOR = { role: 'OPERATOR', groupId: '' }
  const tooMany = (most: string, whose: string) =>
    failed('TOO_MANY_BINDINGS', `there can be at most ${most} bindings of ${whose}`, { most })
  /** Under `rol_0:` and so on. */
  const own = (count: number, changes: Partial<RoleBinding> = {}) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, at) => [
        `rol_${at}:`,
        { role: `rol_${at}`, groupId: '', ...changes },
      ]),
    )

  test('to a user or a group have a key of role and place', () => {
    expect(bindingKey({ role: 'OPERATOR', groupId: 'grp_a' })).toBe('OPERATOR:grp_a')
    expect(bindingKey(OPERATOR)).toBe('OPERATOR:')
    expect(groupBindingKey({ memberGroupId: 'grp_m', role: 'OPERATOR', groupId: 'grp_a' })).toBe(
      'grp_m:OPERATOR:grp_a',
    )
  })

  test('to a user stay as long as they hold something', () => {
    const live = {
      'rol_0:grp_a': { role: 'rol_0', groupId: 'grp_a' },
      'rol_0:': { role: 'rol_0', groupId: '' },
      'AUDITOR:grp_a': { role: 'AUDITOR', groupId: 'grp_a', untilMs: NOW + 1 },
    }
    const dead = {
      'rol_gone:': { role: 'rol_gone', groupId: '' },
      'AUDITOR:grp_gone': { role: 'AUDITOR', groupId: 'grp_gone' },
      'AUDITOR:': { role: 'AUDITOR', groupId: '', untilMs: NOW },
    }
    expect(withBinding({ ...dead, ...live }, OPERATOR, MODEL, NOW)).toStrictEqual({
      ...live,
      'OPERATOR:': OPERATOR,
    })
    expect(withBinding(dead, { role: 'rol_gone', groupId: 'grp_a' }, MODEL, NOW)).toStrictEqual({})
  })

  test('to a user are one for each role and place', () => {
    const before = { 'OPERATOR:': { ...OPERATOR, untilMs: NOW + 5 } }
    expect(withBinding(before, OPERATOR, MODEL, NOW)).toStrictEqual({ 'OPERATOR:': OPERATOR })
  })

  test('to a user are 20 at most, those that hold', () => {
    expect(Object.keys(withBinding(own(19), OPERATOR, MODEL, NOW))).toHaveLength(20)
    expect(withBinding(own(20), { role: 'rol_7', groupId: '' }, MODEL, NOW)).toStrictEqual(own(20))
    expect(withBinding(own(20, { untilMs: NOW }), OPERATOR, MODEL, NOW)).toStrictEqual({
      'OPERATOR:': OPERATOR,
    })
    expect(refusal(() => withBinding(own(20), OPERATOR, MODEL, NOW))).toStrictEqual(tooMany('20', 'a user'))
  })

  test('to groups stay until their time has come, one for each holder, role and place', () => {
    const groups = { grp_m: { displayName: 'M', parentId: '', revision: 1, createdAtMs: 5 } }
    const binding = { ...OPERATOR, memberGroupId: 'grp_m' }
    const live = {
      'grp_m:AUDITOR:': { ...binding, role: 'AUDITOR', untilMs: NOW + 1 },
      'grp_m:rol_a:': { ...binding, role: 'rol_a' },
    }
    const bindings = {
      ...live,
      'grp_m:ADMIN:': { ...binding, role: 'ADMIN', untilMs: NOW },
      'grp_m:OPERATOR:': { ...binding, untilMs: NOW + 2 },
    }
    expect(withGroupBinding({ groups, bindings }, binding, NOW)).toStrictEqual({
      groups,
      bindings: { ...live, 'grp_m:OPERATOR:': binding },
    })
  })

  test('to groups are 2000 at most', () => {
    const binding = { ...OPERATOR, memberGroupId: 'grp_m' }
    const bound = (count: number) =>
      withGroupBinding({ groups: {}, bindings: many(count, 'key', () => binding) }, binding, NOW)
    expect(Object.keys(bound(1_999).bindings)).toHaveLength(2_000)
    expect(refusal(() => bound(2_000))).toStrictEqual(tooMany('2000', 'groups'))
  })

  test('are taken away by their key', () => {
    expect(withoutBinding(own(2), 'rol_0:')).toStrictEqual({ 'rol_1:': { role: 'rol_1', groupId: '' } })
    expect(withoutBinding(own(1), 'rol_0:')).toStrictEqual({})
    expect(withoutBinding(own(2), 'rol_0')).toBeUndefined()
  })
})

describe('the groups of a user', () => {
  const groups = many(21, 'grp', () => ({ parentId: '' }))
  const members = (count: number) => many(count, 'grp', () => true as const)

  test('are those that there still are, the latest last', () => {
    const before = { grp_gone: true, grp_2: true, grp_1: true } as const
    const after = withMembership(before, 'grp_2', { groups })
    expect(after).toStrictEqual({ grp_1: true, grp_2: true })
    expect(Object.keys(after)).toEqual(['grp_1', 'grp_2'])
  })

  test('are 20 at most', () => {
    expect(withMembership(members(19), 'grp_19', { groups })).toStrictEqual(members(20))
    expect(withMembership(members(20), 'grp_7', { groups })).toStrictEqual(members(20))
    expect(refusal(() => withMembership(members(20), 'grp_20', { groups }))).toStrictEqual(
      failed('TOO_MANY_GROUPS', 'there can be at most 20 groups of a user', { most: '20' }),
    )
  })

  test('are the others when one is left', () => {
    expect(withoutMembership(members(3), 'grp_1')).toStrictEqual({ grp_0: true, grp_2: true })
    expect(withoutMembership(members(2), 'grp_2')).toStrictEqual(members(2))
  })

  test('have each of their people under the ids of both', () => {
    expect(groupPersonId('grp_a', 'usr_a')).toBe('grp_a:usr_a')
  })
})

describe('a user', () => {
  const both = { grp_a: true, grp_b: true } as const
  const hidden = {
    kind: 'not_found',
    reason: 'USER_NOT_FOUND',
    message: 'there is no user usr_a',
    metadata: { userId: 'usr_a' },
  }
  const elsewhere = {
    kind: 'permission_denied',
    reason: 'MEMBER_ELSEWHERE',
    message:
      "user usr_a is a member of groups beyond the caller's, too; whoever has the permission for all of them can do it",
    metadata: {},
  }

  test.each([
    [{}, EVERYWHERE, true, true],
    [{}, IN_A, false, true],
    [{}, NOWHERE, false, true],
    [{ groups: { grp_a: true } }, IN_A, true, true],
    [{ groups: both }, IN_A, true, false],
    [{ groups: both }, NOWHERE, false, false],
    [{ groups: both }, EVERYWHERE, true, true],
    [{ groups: { grp_b: true } }, IN_A, false, false],
  ] as const)('with %o lies within %o: %s, wholly: %s', (groups, scope, within, wholly) => {
    const user = { ...ANN, ...groups }
    expect([isWithin(user, scope), isWhollyWithin(user, scope)]).toEqual([within, wholly])
  })

  test.each([
    ['there is not', undefined, EVERYWHERE, hidden],
    ['is in no group', ANN, IN_A, hidden],
    ['is in other groups', { ...ANN, groups: { grp_b: true } }, IN_A, hidden],
    ['is in other groups too', { ...ANN, groups: both }, IN_A, elsewhere],
    ['is in no other group', { ...ANN, groups: { grp_a: true } }, IN_A, undefined],
    ['may be anybody', ANN, EVERYWHERE, undefined],
  ] as const)('who %s is managed, or refused', (_, user, scope, refused) => {
    expect(refusal(() => requireManaged(user, 'usr_a', scope))).toStrictEqual(refused)
  })
})

describe('nobody', () => {
  const ACCESS = new Access(
    {
      roles: {
        rol_a: { permissions: ['event.write', 'claim.read'], includes: [] },
        rol_b: { permissions: ['claim.read', 'audit.read'], includes: [] },
      },
      groups: { grp_a: { parentId: '' }, grp_b: { parentId: 'grp_a' } },
      bindings: [{ memberGroupId: 'grp_a', role: 'rol_b', groupId: 'grp_b' }],
    },
    ['event.write', 'claim.read', 'audit.read'],
  )
  const lacked = (permissions: string) => ({
    kind: 'permission_denied',
    reason: 'GIVES_MORE_THAN_HELD',
    message: `you do not hold ${permissions} where you want to give it`,
    metadata: { permissions },
  })
  const giver = (scopeOf: ScopeOf) => ({ userId: 'usr_a', scopeOf })
  /** Holds these permissions in their places, until then. */
  const holding = (scopes: Readonly<Record<string, Scope>>, endMs?: number): ScopeOf => {
    const isOver = (atMs: number) => endMs !== undefined && atMs >= endMs
    return (permission, atMs = NOW) => (!isOver(atMs) && scopes[permission]) || NOWHERE
  }

  test('gives what they do not have', () => {
    const held = new Set(['event.write', 'claim.read'])
    expect(refusal(() => requireHeld(held, ['claim.read', 'event.write']))).toBeUndefined()
    expect(refusal(() => requireHeld(held, []))).toBeUndefined()
    expect(refusal(() => requireHeld(held, ['b', 'claim.read', 'a', 'b']))).toStrictEqual(lacked('b, a'))
  })

  test('gives it in another place, or for longer', () => {
    const given = ['claim.read', 'event.write']
    const forAWhile = giver(holding({ 'event.write': IN_A, 'claim.read': EVERYWHERE }, NOW))
    const forEver = giver(holding({ 'event.write': IN_A, 'claim.read': EVERYWHERE }))
    expect(refusal(() => requireHeldIn(forAWhile, given, 'grp_a', NOW))).toBeUndefined()
    expect(refusal(() => requireHeldIn(forEver, given, 'grp_a'))).toBeUndefined()
    const all = lacked('claim.read, event.write')
    expect(refusal(() => requireHeldIn(forAWhile, given, 'grp_a', NOW + 1))).toStrictEqual(all)
    expect(refusal(() => requireHeldIn(forAWhile, given, 'grp_a'))).toStrictEqual(all)
    expect(refusal(() => requireHeldIn(forEver, given, 'grp_b'))).toStrictEqual(lacked('event.write'))
  })

  test('gives a role that carries more, in its place and for its time', () => {
    const bindings = [
      { role: 'rol_a', groupId: 'grp_a', untilMs: NOW },
      { role: 'rol_b', groupId: 'grp_a', untilMs: NOW },
    ]
    const scopes = { 'event.write': IN_A, 'claim.read': IN_A, 'audit.read': EVERYWHERE }
    const given = (endMs: number, bound: readonly RoleBinding[]) =>
      refusal(() => requireGiving(giver(holding(scopes, endMs)), ACCESS, bound))
    expect(given(NOW, bindings)).toBeUndefined()
    expect(given(NOW, [])).toBeUndefined()
    expect(given(NOW - 1, bindings)).toStrictEqual(lacked('event.write, claim.read, audit.read'))
    expect(given(NOW, [...bindings, { role: 'rol_b', groupId: 'grp_b', untilMs: NOW }])).toStrictEqual(
      lacked('claim.read'),
    )
  })

  const operator: Partial<User> = { roles: { USER: true, OPERATOR: true } }
  const bound: Partial<User> = { bindings: { 'rol_a:grp_a': { role: 'rol_a', groupId: 'grp_a' } } }
  const member: Partial<User> = { groups: { grp_b: true } }
  const OUTSIDE: Scope = new Set([''])
  const IN_B: Scope = new Set(['grp_b'])
  test.each<readonly [string, Partial<User>, Readonly<Record<string, Scope>>, boolean]>([
    ['may do nothing', {}, {}, false],
    ['may do the same', operator, { 'event.write': OUTSIDE, 'claim.read': EVERYWHERE }, false],
    ['may do more', operator, { 'event.write': EVERYWHERE }, true],
    ['may do it everywhere', operator, { 'event.write': IN_A, 'claim.read': IN_A }, true],
    ['may do the same in a group', bound, { 'event.write': IN_A, 'claim.read': IN_A }, false],
    ['may do it in another group', bound, { 'event.write': IN_B, 'claim.read': IN_B }, true],
    ['may do the same as a member', member, { 'claim.read': IN_B, 'audit.read': IN_B }, false],
    ['may do it elsewhere as a member', member, { 'claim.read': IN_A, 'audit.read': IN_A }, true],
  ])('shuts out who may do more; one who %s', (_, target, scopes, isRefused) => {
    const now: ScopeOf = (permission, atMs) => (atMs === NOW && scopes[permission]) || NOWHERE
    const refused = {
      kind: 'permission_denied',
      reason: 'TARGET_MAY_MORE',
      message: 'the user has permissions that you do not have',
      metadata: {},
    }
    expect(refusal(() => requireMore(now, ACCESS, { ...ANN, ...target }, NOW))).toStrictEqual(
      isRefused ? refused : undefined,
    )
  })

  test('does within groups what is needed everywhere', () => {
    expect(
      refusal(() => {
        throw neededEverywhere('role.write')
      }),
    ).toStrictEqual({
      kind: 'permission_denied',
      reason: 'PERMISSION_DENIED',
      message: 'this needs the permission role.write everywhere, which you hold within groups alone',
      metadata: { permission: 'role.write' },
    })
  })
})
