import { UserState } from '@rewards/contracts/auth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type People, runPeople, signedUp } from './people.ts'
import { asAdmin, removeDir } from './running-auth.ts'

let people: People
beforeAll(async () => {
  people = await runPeople({ verifiesEmail: true })
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

/** The state of the caller as their account is now. */
async function stateOf(as: { token: string }): Promise<UserState | undefined> {
  return (await people.auth.getMe({}, as)).user?.state
}

describe('where addresses are to be verified, who signs up', () => {
  it('is PENDING and may only read, until the token that was mailed at once comes back', async () => {
    const ann = await signedUp(people)
    expect(await stateOf(ann.as)).toBe(UserState.PENDING)
    const profile = people.profiles.updateMyProfile({ displayName: 'Anna' }, ann.as)
    await expect(profile).rejects.toMatchObject({
      reason: 'ACCOUNT_READ_ONLY',
      metadata: { state: 'PENDING' },
    })

    await people.emails.confirmEmail({ token: await people.mailed('VERIFY_EMAIL', ann.email) })
    expect(await stateOf(ann.as)).toBe(UserState.ACTIVE)
    const { tokens } = await people.auth.refreshToken(ann)
    const as = { token: tokens?.accessToken ?? '' }
    const { profile: after } = await people.profiles.updateMyProfile({ displayName: 'Anna' }, as)
    expect(after?.displayName).toBe('Anna')
  })

  it('asks for another mail while PENDING', async () => {
    const ann = await signedUp(people)
    await people.mailed('VERIFY_EMAIL', ann.email)
    people.pass(60_000)
    await people.emails.verifyMyEmail({}, ann.as)
    await people.emails.confirmEmail({ token: await people.mailed('VERIFY_EMAIL', ann.email) })
    expect(await stateOf(ann.as)).toBe(UserState.ACTIVE)
  })

  it('is PENDING again after a suspension, and ACTIVE when the address was verified meanwhile', async () => {
    const admin = await asAdmin(people)
    for (const verifies of [false, true]) {
      const { userId, email } = await signedUp(people)
      const suspension = { userId, state: UserState.SUSPENDED, reason: 'spam', expectedRevision: 1 }
      await people.states.changeUserState(suspension, admin)
      if (verifies) await people.emails.confirmEmail({ token: await people.mailed('VERIFY_EMAIL', email) })
      const { user: suspended } = await people.users.getUser({ userId }, admin)
      expect(suspended?.state).toBe(UserState.SUSPENDED)
      const end = { userId, state: UserState.ACTIVE, expectedRevision: suspended?.revision ?? 0 }
      const { user } = await people.states.changeUserState(end, admin)
      expect(user?.state).toBe(verifies ? UserState.ACTIVE : UserState.PENDING)
    }
  })

  it('is not made ACTIVE by a moderator', async () => {
    const admin = await asAdmin(people)
    const { userId } = await signedUp(people)
    const verdict = { userId, state: UserState.ACTIVE, expectedRevision: 1 }
    const metadata = { from: 'PENDING', to: 'ACTIVE' }
    await expect(people.states.changeUserState(verdict, admin)).rejects.toMatchObject({
      reason: 'STATE_CHANGE_REFUSED',
      metadata,
    })
  })
})
