import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type People, runPeople, signedUp } from './people.ts'
import { asAdmin, removeDir } from './running-auth.ts'

let people: People
let admin: { token: string }
beforeAll(async () => {
  people = await runPeople()
  admin = await asAdmin(people)
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

describe('one’s own profile', () => {
  it('says what is known, and that the address is not verified', async () => {
    const ann = await signedUp(people)
    const { profile } = await people.profiles.getMyProfile({}, ann.as)
    expect(profile).toMatchObject({
      userId: ann.userId,
      email: ann.email,
      displayName: 'Ann',
      locale: '',
      timeZone: '',
      pendingEmail: '',
      revision: 1,
    })
    expect(profile?.emailVerifiedAt).toBeUndefined()
  })

  it('is changed field by field; what is not named stays, what is empty is none any more', async () => {
    const ann = await signedUp(people)
    const change = { displayName: ' Ann B ', locale: 'EN-gb', timeZone: 'Europe/London' }
    const { profile } = await people.profiles.updateMyProfile(change, ann.as)
    const wanted = { displayName: 'Ann B', locale: 'en-GB', timeZone: 'Europe/London', revision: 2 }
    expect(profile).toMatchObject(wanted)
    const cleared = await people.profiles.updateMyProfile({ locale: '' }, ann.as)
    expect(cleared.profile).toMatchObject({ ...wanted, locale: '', revision: 3 })
    const { user } = await people.users.getUser({ userId: ann.userId }, admin)
    expect(user).toMatchObject({ displayName: 'Ann B', locale: '', timeZone: 'Europe/London', revision: 3 })
  })

  it('is not changed by the same change again, nor by none', async () => {
    const ann = await signedUp(people)
    const once = await people.profiles.updateMyProfile({ timeZone: 'UTC' }, ann.as)
    expect(await people.profiles.updateMyProfile({ timeZone: 'UTC' }, ann.as)).toEqual(once)
    expect(await people.profiles.updateMyProfile({}, ann.as)).toEqual(once)
  })

  it('is somebody’s: what one changes, another does not have', async () => {
    const [ann, bob] = [await signedUp(people), await signedUp(people)]
    await people.profiles.updateMyProfile({ displayName: 'Not Bob' }, ann.as)
    expect((await people.profiles.getMyProfile({}, bob.as)).profile?.displayName).toBe('Ann')
  })

  it.each([
    [{ displayName: ' ' }, 'display_name', 'is missing; allowed are 1 to 80 characters'],
    [
      { locale: 'en_GB' },
      'locale',
      'is no language tag of at most 35 characters; allowed is one such as en-GB',
    ],
    [
      { locale: `en-${'a1234567-'.repeat(4)}b` },
      'locale',
      'is no language tag of at most 35 characters; allowed is one such as en-GB',
    ],
    [
      { timeZone: '+09:00' },
      'time_zone',
      'is no IANA time zone that this system knows; allowed is one such as Europe/London',
    ],
    [
      { timeZone: 'Mars/Olympus' },
      'time_zone',
      'is no IANA time zone that this system knows; allowed is one such as Europe/London',
    ],
  ])('refuses %j', async (change, field, description) => {
    const ann = await signedUp(people)
    await expect(people.profiles.updateMyProfile(change, ann.as)).rejects.toMatchObject({
      reason: 'INVALID_FIELDS',
      violations: [{ field, description }],
    })
  })
})

describe('a profile that an administrator changes', () => {
  it('is changed once, on the revision that was seen', async () => {
    const { userId } = await signedUp(people)
    const change = { userId, displayName: 'Anne', expectedRevision: 1 }
    const once = await people.users.updateUser(change, admin)
    expect(once.user).toMatchObject({ displayName: 'Anne', revision: 2 })
    expect(await people.users.updateUser(change, admin)).toEqual(once)
    const late = people.users.updateUser({ userId, displayName: 'Annie', expectedRevision: 1 }, admin)
    await expect(late).rejects.toMatchObject({ kind: 'aborted', reason: 'REVISION_MISMATCH' })
  })

  it('keeps what each of many at once decided on: one of them wins', async () => {
    const { userId } = await signedUp(people)
    const calls = Array.from({ length: 16 }, (_, at) =>
      people.users.updateUser({ userId, displayName: `Ann ${at}`, expectedRevision: 1 }, admin),
    )
    const won = (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
  })

  it('is of somebody who exists', async () => {
    const call = people.users.updateUser({ userId: 'usr_nobody', expectedRevision: 1 }, admin)
    await expect(call).rejects.toMatchObject({ kind: 'not_found', reason: 'USER_NOT_FOUND' })
  })

  it('is not changed by who may not', async () => {
    const [ann, bob] = [await signedUp(people), await signedUp(people)]
    const call = people.users.updateUser(
      { userId: ann.userId, displayName: 'x', expectedRevision: 1 },
      bob.as,
    )
    await expect(call).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' })
  })
})
