import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { AccountChange } from '../src/domain/account-change.ts'
import { dismisses, hasStepped, isAdministrator, stepped } from '../src/domain/account-change.ts'
import { begin, finish } from '../src/domain/administrators.ts'
import { withEmailProved, withProofAsked } from '../src/domain/email-proof.ts'
import { erased, erasureSettled, leftOf } from '../src/domain/erasure.ts'
import {
  isMailed,
  LONGEST_MAILED_TOKEN,
  mailedSecret,
  mailedTokenOf,
  readMailedToken,
} from '../src/domain/mailed-secret.ts'
import { mayReset, withPassword, withPasswordReset, withResetAsked } from '../src/domain/password-reset.ts'
import { newPlayer, playerText } from '../src/domain/player.ts'
import {
  allowanceOf,
  dormant,
  isDeleted,
  judged,
  newcomerAt,
  reinstated,
  released,
  sameVerdict,
  standingOf,
  used,
  withVerifiedEmail,
} from '../src/domain/standing.ts'
import { holdingsOf, requireMaySignIn, subjectOf } from '../src/domain/subject.ts'
import {
  AUTH_SERVICE_ID,
  accessRevisionOf,
  changed,
  FIRST_ADMIN_ID,
  noted,
  revisionOf,
  type User,
  withAccessChanged,
} from '../src/domain/user.ts'
import { changedSince } from '../src/domain/user-change.ts'
import { type Changer, mayChange, USER_STATES, type UserState } from '../src/domain/user-state.ts'

const NOW = 10_000_000_000
const DAY = 24 * 3_600_000
const MINUTE = 60_000
const ANN: User = {
  displayName: 'Ann',
  email: 'ann@example.com',
  emailKey: 'ann@example.com',
  roles: { USER: true },
  createdAtMs: 5,
}

/** As it lies in the store, at revision 4. */
const stored = (changes: Partial<User> = {}) => ({ rev: 4, value: { ...ANN, ...changes } })
const standing = (state: UserState, more: object = {}) => ({ standing: { state, sinceMs: 7, ...more } })
/** What a change that tokens feel adds. */
const FELT = { revision: 5, accessRevision: 2, accessChangedAtMs: NOW }
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')

describe('the state of an account', () => {
  /** Written out by hand: from, to, and who makes the change. */
  const CHANGES: readonly string[] = [
    'ACTIVE DORMANT time',
    ...['ACTIVE SUSPENDED moderator', 'ACTIVE BANNED moderator', 'ACTIVE DELETED deletion'],
    ...['DORMANT ACTIVE sign-in', 'DORMANT ACTIVE moderator', 'DORMANT SUSPENDED moderator'],
    ...['DORMANT BANNED moderator', 'DORMANT DELETED deletion'],
    ...['SUSPENDED ACTIVE moderator', 'SUSPENDED ACTIVE time', 'SUSPENDED PENDING moderator'],
    ...['SUSPENDED PENDING time', 'SUSPENDED SUSPENDED moderator', 'SUSPENDED BANNED moderator'],
    'SUSPENDED DELETED deletion',
    ...['BANNED ACTIVE moderator', 'BANNED PENDING moderator', 'BANNED SUSPENDED moderator'],
    ...['BANNED BANNED moderator', 'BANNED DELETED deletion'],
    ...['PENDING ACTIVE verification', 'PENDING SUSPENDED moderator', 'PENDING BANNED moderator'],
    'PENDING DELETED deletion',
  ]
  const CHANGERS: readonly Changer[] = ['moderator', 'time', 'sign-in', 'verification', 'deletion']

  test('is one of six, in the order of the contract', () => {
    expect(USER_STATES).toEqual(['ACTIVE', 'DORMANT', 'SUSPENDED', 'BANNED', 'PENDING', 'DELETED'])
  })

  test('changes as the table says, and by whom it says', () => {
    const all = USER_STATES.flatMap(from =>
      USER_STATES.flatMap(to => CHANGERS.map(by => [from, to, by] as const)),
    )
    const allowed = all.filter(([from, to, by]) => mayChange(from, to, by)).map(each => each.join(' '))
    expect(allowed.toSorted()).toEqual(CHANGES.toSorted())
  })

  test.each([
    ['ACTIVE', 'everything'],
    ['DORMANT', 'everything'],
    ['SUSPENDED', 'reading'],
    ['PENDING', 'reading'],
    ['BANNED', 'nothing'],
    ['DELETED', 'nothing'],
  ] as const)('%s allows %s', (state, allowance) => {
    expect(allowanceOf({ ...ANN, ...standing(state) }, NOW)).toBe(allowance)
  })

  test('is ACTIVE from the beginning where nothing else is said', () => {
    expect(standingOf(ANN, NOW)).toStrictEqual({ state: 'ACTIVE', sinceMs: 5 })
    expect(isDeleted(ANN)).toBe(false)
    expect(isDeleted({ ...ANN, ...standing('DELETED') })).toBe(true)
  })

  test('SUSPENDED ends with its time, whether anybody noted it or not', () => {
    const user = { ...ANN, ...standing('SUSPENDED', { untilMs: NOW }) }
    expect(standingOf(user, NOW - 1)).toStrictEqual(user.standing)
    expect(standingOf(user, NOW)).toStrictEqual({ state: 'ACTIVE', sinceMs: NOW })
    expect(standingOf({ ...user, mustVerify: true }, NOW).state).toBe('PENDING')
    expect(standingOf({ ...user, mustVerify: true, emailVerifiedAtMs: 1 }, NOW).state).toBe('ACTIVE')
  })

  test('of a newcomer is PENDING where the address must be verified', () => {
    expect(newcomerAt(7, false)).toStrictEqual({ createdAtMs: 7 })
    expect(newcomerAt(7, true)).toStrictEqual({ createdAtMs: 7, mustVerify: true, ...standing('PENDING') })
  })
})

describe('a verdict', () => {
  const banned = { state: 'BANNED', reason: 'spam' } as const
  const active = { state: 'ACTIVE', reason: '' } as const

  test('is how the account stands, and takes its tokens their worth', () => {
    expect(judged(stored({ usedAtMs: 3 }), banned, NOW)).toStrictEqual({
      ...ANN,
      ...FELT,
      standing: { ...banned, sinceMs: NOW },
    })
  })

  test('that lifts another one is a use, of an account that need not verify its address', () => {
    const lifted = { standing: { ...active, sinceMs: NOW }, usedAtMs: NOW }
    expect(judged(stored(standing('BANNED')), active, NOW)).toStrictEqual({ ...ANN, ...FELT, ...lifted })
    expect(judged(stored({ ...standing('BANNED'), mustVerify: true }), active, NOW)).toStrictEqual({
      ...ANN,
      ...FELT,
      mustVerify: true,
      standing: { ...active, state: 'PENDING', sinceMs: NOW },
    })
  })

  test('is none where the table has no such change', () => {
    expect(judged(stored(), active, NOW)).toBeUndefined()
    expect(judged(stored(standing('DELETED')), banned, NOW)).toBeUndefined()
  })

  test.each([
    [standing('BANNED', { reason: 'spam' }), banned, true],
    [standing('BANNED', { reason: 'other' }), banned, false],
    [standing('SUSPENDED', { reason: 'spam' }), banned, false],
    [standing('BANNED', { reason: 'spam', untilMs: 1 }), banned, false],
    [standing('BANNED', { reason: 'spam', untilMs: 1 }), { ...banned, untilMs: 1 }, true],
    [standing('ACTIVE', { reason: '' }), active, true],
    [{ ...standing('PENDING', { reason: '' }), mustVerify: true as const }, active, true],
    [{}, active, false],
  ])('of %o is %o already: %s', (changes, verdict, isSame) => {
    expect(sameVerdict({ ...ANN, ...changes }, verdict)).toBe(isSame)
  })
})

describe('with time an account', () => {
  test('is reinstated when its suspension is over', () => {
    const user = stored(standing('SUSPENDED', { untilMs: NOW }))
    expect(reinstated(user, NOW - 1)).toBeUndefined()
    expect(reinstated(user, NOW)).toStrictEqual({
      ...ANN,
      ...FELT,
      standing: { state: 'ACTIVE', sinceMs: NOW },
      usedAtMs: NOW,
    })
    expect(reinstated(stored({ ...user.value, mustVerify: true }), NOW)).toStrictEqual({
      ...ANN,
      ...FELT,
      mustVerify: true,
      standing: { state: 'PENDING', sinceMs: NOW },
    })
    expect(reinstated(stored(standing('SUSPENDED')), NOW)).toBeUndefined()
    expect(reinstated(stored(), NOW)).toBeUndefined()
    expect(reinstated(stored(standing('BANNED', { untilMs: 1 })), NOW)).toBeUndefined()
  })

  test('becomes DORMANT when it was not used for so long, and keeps its tokens', () => {
    expect(dormant(stored({ usedAtMs: 8 }), 8, NOW)).toStrictEqual({
      ...ANN,
      revision: 5,
      standing: { state: 'DORMANT', sinceMs: NOW },
    })
    expect(dormant(stored({ usedAtMs: 8 }), 7, NOW)).toBeUndefined()
    expect(dormant(stored(), NOW, NOW)).toBeUndefined()
    expect(dormant(stored({ ...standing('BANNED'), usedAtMs: 8 }), 8, NOW)).toBeUndefined()
  })

  test('wakes when it is used', () => {
    expect(used(stored(standing('DORMANT')), 60 * DAY, NOW)).toStrictEqual({
      ...ANN,
      revision: 5,
      standing: { state: 'ACTIVE', sinceMs: NOW },
      usedAtMs: NOW,
    })
  })

  test.each([
    [60 * DAY, DAY],
    [10 * DAY, DAY / 2],
  ])('that is dormant after %i ms is noted as used every %i ms', (dormantAfterMs, every) => {
    const use = (usedAtMs: number) => used(stored({ usedAtMs }), dormantAfterMs, NOW)
    expect(use(NOW - every + 1)).toBeUndefined()
    expect(use(NOW - every)).toStrictEqual({ ...ANN, revision: 4, usedAtMs: NOW })
  })

  test('is noted as used at first, and while it is ACTIVE alone', () => {
    expect(used(stored(), DAY, NOW)).toStrictEqual({ ...ANN, revision: 4, usedAtMs: NOW })
    expect(used(stored(standing('SUSPENDED')), DAY, NOW)).toBeUndefined()
  })
})

describe('an address that is verified', () => {
  test('is enough for an account that waits for that', () => {
    const waiting = stored({ ...standing('PENDING'), mustVerify: true })
    const after = {
      ...ANN,
      ...FELT,
      mustVerify: true,
      standing: { state: 'ACTIVE', sinceMs: NOW },
      usedAtMs: NOW,
    }
    expect(released(waiting, NOW)).toStrictEqual(after)
    expect(withVerifiedEmail(waiting, NOW)).toStrictEqual({ ...after, emailVerifiedAtMs: NOW })
  })

  test('is noted in any other, which its tokens do not feel', () => {
    expect(released(stored(), NOW)).toBeUndefined()
    expect(withVerifiedEmail(stored(), NOW)).toStrictEqual({ ...ANN, emailVerifiedAtMs: NOW, revision: 5 })
    expect(withVerifiedEmail(stored(standing('BANNED')), NOW)).toMatchObject(standing('BANNED'))
  })
})

describe('the revisions of an account', () => {
  test("are the document's, until a write was one that callers do not see", () => {
    expect(revisionOf(stored())).toBe(4)
    expect(revisionOf(stored({ revision: 2 }))).toBe(2)
    expect(noted(stored(), { locale: 'en' })).toStrictEqual({ ...ANN, locale: 'en', revision: 4 })
    expect(changed(stored({ revision: 2 }), { locale: 'en' })).toStrictEqual({
      ...ANN,
      locale: 'en',
      revision: 3,
    })
  })

  test('grow for access by themselves', () => {
    expect([accessRevisionOf(ANN), accessRevisionOf({ ...ANN, accessRevision: 3 })]).toEqual([1, 3])
    expect(withAccessChanged({ ...ANN, accessRevision: 3 }, 9)).toStrictEqual({
      ...ANN,
      accessRevision: 4,
      accessChangedAtMs: 9,
    })
  })

  test('let a change be made once', () => {
    const change = (expectedRevision: number, isDone: boolean) =>
      changedSince(
        stored(),
        expectedRevision,
        () => isDone,
        user => changed(user, { displayName: 'Bea' }),
      )
    expect(change(4, true)).toMatchObject({ displayName: 'Bea', revision: 5 })
    expect(change(3, true)).toBeUndefined()
    for (const [expected, isDone] of [
      [3, false],
      [2, true],
      [5, true],
    ] as const)
      expect(() => change(expected, isDone)).toThrow(
        expect.objectContaining({
          kind: 'aborted',
          reason: 'REVISION_MISMATCH',
          message: `the user is at revision 4, not ${expected}; read it again and decide anew`,
          metadata: { expectedRevision: String(expected), revision: '4' },
        }),
      )
  })
})

describe('an account whose person is erased', () => {
  const rich: User = {
    ...ANN,
    kind: 'PLAYER',
    emailTag: 'tag',
    passwordHash: 'hash',
    locale: 'en',
    metadata: { a: 1 },
    groups: { grp_a: true },
    roles: { USER: true, ADMIN: true },
    sessionEpoch: 3,
  }
  const left = { kind: 'PLAYER', emailTag: 'tag', displayName: '', roles: { USER: true }, createdAtMs: 5 }

  test('says that it was there, since when it is no more, and what it owes', () => {
    expect(erased({ rev: 4, value: rich }, NOW)).toStrictEqual({
      ...left,
      ...FELT,
      standing: { state: 'DELETED', sinceMs: NOW },
      erasureOwedSinceMs: NOW,
    })
  })

  test('keeps since when its tokens count no more', () => {
    const left = {
      displayName: '',
      roles: { USER: true },
      createdAtMs: 5,
      accessRevision: 3,
      accessChangedAtMs: 8,
    }
    expect(leftOf({ ...ANN, accessRevision: 3, accessChangedAtMs: 8 })).toStrictEqual(left)
  })

  test('keeps nothing that is not there', () => {
    expect(leftOf(ANN)).toStrictEqual({ displayName: '', roles: { USER: true }, createdAtMs: 5 })
  })

  test('owes nothing more once its sessions have ended', () => {
    const owing = stored({ ...standing('DELETED'), erasureOwedSinceMs: 7 })
    expect(erasureSettled(owing)).toStrictEqual({ ...ANN, ...standing('DELETED'), revision: 4 })
    expect(erasureSettled(stored())).toBeUndefined()
  })
})

describe('a secret that is mailed', () => {
  const secret = 's'.repeat(43)
  const kept = { secretHash: sha256(secret), mailedAtMs: NOW, expiresAtMs: NOW + 100 }
  const presented = { userId: 'usr_a', secretHash: sha256(secret) }

  test('is kept as a hash, for so long', () => {
    expect(mailedSecret(undefined, secret, NOW, 100)).toStrictEqual(kept)
  })

  test('is mailed once a minute', () => {
    expect(mailedSecret(kept, secret, NOW + MINUTE, 100)).toMatchObject({ mailedAtMs: NOW + MINUTE })
    const soon = (nowMs: number) => () => mailedSecret(kept, secret, nowMs, 100)
    const refused = { kind: 'resource_exhausted', reason: 'MAIL_TOO_SOON' }
    expect(soon(NOW + MINUTE - 1)).toThrow(expect.objectContaining({ ...refused, retryAfterMs: 1 }))
    expect(soon(NOW - 5)).toThrow(expect.objectContaining({ ...refused, retryAfterMs: MINUTE }))
  })

  test('is known again, in time', () => {
    expect(isMailed(kept, presented, NOW + 99)).toBe(true)
    expect(isMailed(kept, presented, NOW + 100)).toBe(false)
    expect(isMailed(undefined, presented, NOW)).toBe(false)
    expect(isMailed(kept, { ...presented, secretHash: sha256('other') }, NOW)).toBe(false)
  })

  test('is read as it was written', () => {
    expect(mailedTokenOf('usr_a', secret)).toBe(`usr_a.${secret}`)
    expect(readMailedToken(`usr_a.${secret}`)).toStrictEqual(presented)
    expect(LONGEST_MAILED_TOKEN).toBe(200)
  })

  test.each([
    [`usr_${'a'.repeat(36)}.${secret}`, true],
    [`usr_a_0.${secret.slice(2)}-_`, true],
    [`usr_${'a'.repeat(37)}.${secret}`, false],
    [`usr_.${secret}`, false],
    [`usr_A.${secret}`, false],
    [`ses_a.${secret}`, false],
    [`usr_a.${secret}s`, false],
    [`usr_a.${secret.slice(1)}`, false],
    [`usr_a.${secret.slice(1)}/`, false],
    [`usr_ax${secret}`, false],
    [` usr_a.${secret}`, false],
    ['', false],
  ])('%j may be one: %s', (text, may) => {
    expect(readMailedToken(text) !== undefined).toBe(may)
  })

  describe('to prove an address', () => {
    const address = { email: 'Bea@example.com', emailKey: 'bea@example.com' }
    const proof = { secretHash: sha256(secret), mailedAtMs: NOW, expiresAtMs: NOW + DAY, ...address }

    test('is good for a day, and callers see nothing of it', () => {
      expect(withProofAsked(stored(), address, secret, NOW)).toStrictEqual({
        ...ANN,
        emailProof: proof,
        revision: 4,
      })
      expect(() => withProofAsked(stored({ emailProof: proof }), address, secret, NOW)).toThrow(
        'less than a minute ago',
      )
    })

    const asked = { emailProof: proof, passwordReset: kept }
    test('makes it the address of the account, and what was mailed to the old one counts no more', () => {
      expect(withEmailProved(stored(asked), presented, NOW + 1)).toStrictEqual({
        ...ANN,
        ...address,
        emailVerifiedAtMs: NOW + 1,
        revision: 5,
      })
    })

    test('of the same address leaves what was mailed to it', () => {
      const same = {
        ...asked,
        emailProof: { ...proof, email: 'ANN@example.com', emailKey: 'ann@example.com' },
      }
      expect(withEmailProved(stored(same), presented, NOW + 1)).toStrictEqual({
        ...ANN,
        email: 'ANN@example.com',
        passwordReset: kept,
        emailVerifiedAtMs: NOW + 1,
        revision: 5,
      })
    })

    test('proves nothing when it is another, or late', () => {
      expect(withEmailProved(stored(asked), presented, NOW + DAY)).toBeUndefined()
      const other = { ...presented, secretHash: sha256('other') }
      expect(withEmailProved(stored(asked), other, NOW + 1)).toBeUndefined()
      expect(withEmailProved(stored(), presented, NOW)).toBeUndefined()
    })
  })

  describe('to set a password with', () => {
    const reset = { secretHash: sha256(secret), mailedAtMs: NOW, expiresAtMs: NOW + 30 * MINUTE }
    const changedPassword = {
      passwordHash: 'new',
      sessionEpoch: 1,
      accessRevision: 2,
      accessChangedAtMs: NOW + 1,
    }

    test('is good for half an hour', () => {
      expect(withResetAsked(stored(), secret, NOW)).toStrictEqual({
        ...ANN,
        passwordReset: reset,
        revision: 4,
      })
      expect(() => withResetAsked(stored({ passwordReset: reset }), secret, NOW)).toThrow(
        'less than a minute ago',
      )
      expect(mayReset({ ...ANN, passwordReset: reset }, presented, NOW)).toBe(true)
      expect(mayReset({ ...ANN, passwordReset: reset }, presented, NOW + 30 * MINUTE)).toBe(false)
    })

    test('sets it, ends all sessions, and has proved the address', () => {
      expect(
        withPasswordReset(
          stored({ passwordReset: reset, keptSessionId: 'ses_a' }),
          presented,
          'new',
          NOW + 1,
        ),
      ).toStrictEqual({
        ...ANN,
        ...changedPassword,
        emailVerifiedAtMs: NOW + 1,
        revision: 5,
      })
    })

    test('leaves alone since when an address is proved', () => {
      const proved = stored({ passwordReset: reset, emailVerifiedAtMs: 6 })
      expect(withPasswordReset(proved, presented, 'new', NOW + 1)).toStrictEqual({
        ...ANN,
        ...changedPassword,
        emailVerifiedAtMs: 6,
        revision: 4,
      })
    })

    test('sets nothing when it does not count', () => {
      expect(withPasswordReset(stored(), presented, 'new', NOW)).toBeUndefined()
    })
  })

  test('counts no more when the password is changed, which may keep one session', () => {
    expect(withPassword(stored({ passwordReset: kept }), 'new', NOW, 'ses_a')).toStrictEqual({
      ...ANN,
      passwordHash: 'new',
      revision: 4,
      sessionEpoch: 1,
      keptSessionId: 'ses_a',
      accessRevision: 2,
      accessChangedAtMs: NOW,
    })
  })
})

test('a player is somebody at first sight, and one of their partner', () => {
  const player = { partner: 'acme', subject: 'p "1"' }
  expect(playerText(player)).toBe('["acme","p \\"1\\""]')
  expect(newPlayer(player, 7)).toStrictEqual({
    kind: 'PLAYER',
    player,
    displayName: 'Player',
    roles: { USER: true },
    createdAtMs: 7,
    usedAtMs: 7,
  })
})

describe('the subject of a token', () => {
  const user: User = {
    ...ANN,
    roles: { USER: true, ADMIN: true },
    groups: { grp_a: true },
    accessRevision: 3,
    bindings: {
      'rol_a:': { role: 'rol_a', groupId: '' },
      'rol_b:': { role: 'rol_b', groupId: '', untilMs: NOW },
      'rol_c:grp_a': { role: 'rol_c', groupId: 'grp_a' },
    },
  }
  const [, later, within] = Object.values(user.bindings ?? {})

  test('has what the user was given', () => {
    const holdings = { roles: ['USER', 'ADMIN', 'rol_a'], groups: ['grp_a'], bindings: [later, within] }
    expect(holdingsOf(user)).toStrictEqual(holdings)
    expect(holdingsOf(ANN)).toStrictEqual({ roles: ['USER'], groups: [], bindings: [] })
    expect(subjectOf('usr_a', user, NOW)).toStrictEqual({ userId: 'usr_a', accessRevision: 3, ...holdings })
  })

  test.each(['SUSPENDED', 'PENDING'] as const)('is a USER who may read, while the account is %s', state => {
    expect(subjectOf('usr_a', { ...user, ...standing(state) }, NOW)).toStrictEqual({
      userId: 'usr_a',
      accessRevision: 3,
      roles: ['USER'],
      groups: [],
      bindings: [],
      readOnlyAs: state,
    })
  })

  test.each(['BANNED', 'DELETED'] as const)('is nobody while the account is %s', state => {
    const closed = { ...user, ...standing(state, { reason: 'spam' }) }
    const refusal = {
      kind: 'permission_denied',
      reason: `ACCOUNT_${state}`,
      message: `the account is ${state}`,
      metadata: { reason: 'spam' },
    }
    expect(() => subjectOf('usr_a', closed, NOW)).toThrow(expect.objectContaining(refusal))
    expect(() => requireMaySignIn({ ...user, ...standing(state) }, NOW)).toThrow(
      expect.objectContaining({ ...refusal, metadata: { reason: '' } }),
    )
  })
})

describe('an administrator', () => {
  const admin: User = { ...ANN, roles: { USER: true, ADMIN: true } }
  const change = (step: object, changes: object = {}) =>
    ({ changeId: 'chg_a', userId: 'usr_a', expectedRevision: 4, ...step, ...changes }) as AccountChange
  const banned = { verdict: { state: 'BANNED', reason: 'spam' } } as const
  const active = { verdict: { state: 'ACTIVE', reason: '' } } as const

  test('has the role, and may use it', () => {
    const states = ['ACTIVE', 'DORMANT', 'SUSPENDED', 'PENDING', 'BANNED', 'DELETED'] as const
    expect(states.filter(state => isAdministrator({ ...admin, ...standing(state) }))).toEqual([
      'ACTIVE',
      'DORMANT',
    ])
    expect([isAdministrator(admin), isAdministrator(ANN)]).toEqual([true, false])
  })

  test.each([
    [{ roles: { USER: true, ADMIN: true } } as const, false],
    [{ roles: { USER: true } } as const, true],
    [{ erase: true } as const, true],
    [banned, true],
    [active, false],
    [{ reinstate: true } as const, false],
  ])('is none any more after %o: %s', (step, isOver) => {
    expect(dismisses(step)).toBe(isOver)
  })

  test('is made, judged, reinstated and erased at the revision that was seen', () => {
    const roles = { USER: true, ADMIN: true } as const
    expect(stepped(stored(), change({ roles }), NOW)).toStrictEqual({ ...ANN, ...FELT, roles })
    expect(stepped(stored(), change(banned), NOW)).toMatchObject({
      standing: { state: 'BANNED', sinceMs: NOW },
    })
    expect(stepped(stored(), change({ erase: true }), NOW)).toMatchObject({
      standing: { state: 'DELETED' },
      displayName: '',
    })
    const over = stored(standing('SUSPENDED', { untilMs: 8 }))
    expect(stepped(over, change({ reinstate: true }), NOW)).toMatchObject({ standing: { state: 'ACTIVE' } })
    expect(stepped(stored(), change({ roles }, { expectedRevision: 3 }), NOW)).toBeUndefined()
    expect(stepped(stored(standing('DELETED')), change({ roles }), NOW)).toBeUndefined()
  })

  test('shows that the step was made', () => {
    const after = (value: Partial<User>, step: object, expectedRevision = 3) =>
      hasStepped(stored(value), change(step, { expectedRevision }))
    expect(after({}, { roles: { USER: true } })).toBe(true)
    expect(after({}, { roles: { USER: true, ADMIN: true } })).toBe(false)
    expect(after({}, { roles: { USER: true } }, 4)).toBe(false)
    expect(after(standing('BANNED', { reason: 'spam' }), banned)).toBe(true)
    expect(after(standing('ACTIVE', { reason: 'spam' }), banned)).toBe(false)
    expect(after(standing('DELETED'), { erase: true }, 1)).toBe(true)
    expect(after({}, { erase: true })).toBe(false)
    expect(after({}, { reinstate: true })).toBe(true)
    expect(after(standing('ACTIVE'), { reinstate: true })).toBe(true)
    expect(after(standing('SUSPENDED', { untilMs: 9 }), { reinstate: true })).toBe(false)
  })

  test('is changed one after the other, and never the last one away', () => {
    const dismissal = change({ roles: { USER: true } })
    expect(begin(undefined, dismissal)).toStrictEqual({ members: [], change: dismissal })
    expect(begin({ members: ['usr_a', 'usr_b'] }, dismissal)).toStrictEqual({
      members: ['usr_a', 'usr_b'],
      change: dismissal,
    })
    expect(begin({ members: ['usr_b'] }, dismissal)).toStrictEqual({ members: ['usr_b'], change: dismissal })
    expect(begin({ members: ['usr_a'], change: dismissal }, change(active))).toBeUndefined()
    expect(begin({ members: ['usr_a'] }, change(active))?.members).toEqual(['usr_a'])
    expect(() => begin({ members: ['usr_a'] }, dismissal)).toThrow(
      expect.objectContaining({
        kind: 'failed_precondition',
        reason: 'LAST_ADMIN',
        message: 'this is the last user with the role ADMIN; give it to somebody else first',
      }),
    )
  })

  test('is among the members when the change is finished, once', () => {
    const made = change(active)
    const busy = { members: ['usr_a', 'usr_b'], change: made }
    expect(finish(busy, made, true)).toStrictEqual({ members: ['usr_b', 'usr_a'] })
    expect(finish(busy, made, false)).toStrictEqual({ members: ['usr_b'] })
    expect(finish(busy, { ...made, changeId: 'chg_b' }, true)).toBeUndefined()
    expect(finish({ members: [] }, made, true)).toBeUndefined()
    expect(finish(undefined, made, true)).toBeUndefined()
  })
})

test('two ids stand for nobody who signed up', () => {
  expect([FIRST_ADMIN_ID, AUTH_SERVICE_ID]).toEqual(['usr_first_admin', 'usr_auth_service'])
})
