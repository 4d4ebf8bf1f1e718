import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type People, runPeople, signedInAgain, signedUp } from './people.ts'
import { person, removeDir } from './running-auth.ts'

const MINUTE_MS = 60_000
const NEW = 'a quite different horse'

let people: People
beforeAll(async () => {
  people = await runPeople()
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

describe('changing one’s password', () => {
  it('takes the new one from then on, and the owner is told', async () => {
    const ann = await signedUp(people)
    await people.passwords.changeMyPassword({ oldPassword: ann.password, newPassword: NEW }, ann.as)
    await expect(people.auth.signIn(ann)).rejects.toMatchObject({ reason: 'SIGN_IN_REFUSED' })
    const { user } = await people.auth.signIn({ email: ann.email, password: NEW })
    expect(user?.userId).toBe(ann.userId)
    expect(people.mails).toContainEqual(expect.objectContaining({ kind: 'PASSWORD_CHANGED', to: ann.email }))
  })

  it('ends the other sessions, those too that a former change kept', async () => {
    const first = await signedUp(people)
    const second = await signedInAgain(people, first)
    const third = await signedInAgain(people, first)
    await people.passwords.changeMyPassword({ oldPassword: first.password, newPassword: NEW }, second.as)
    await people.auth.refreshToken(second)
    for (const { refreshToken } of [first, third])
      await expect(people.auth.refreshToken({ refreshToken })).rejects.toMatchObject({
        reason: 'REFRESH_REFUSED',
      })
    const fourth = await signedInAgain(people, { ...first, password: NEW })
    await people.passwords.changeMyPassword({ oldPassword: NEW, newPassword: first.password }, fourth.as)
    await people.auth.refreshToken(fourth)
    await expect(people.auth.refreshToken(second)).rejects.toMatchObject({ reason: 'REFRESH_REFUSED' })
  })

  it('wants the old one', async () => {
    const ann = await signedUp(people)
    const call = people.passwords.changeMyPassword({ oldPassword: 'not that one', newPassword: NEW }, ann.as)
    await expect(call).rejects.toMatchObject({ kind: 'permission_denied', reason: 'PASSWORD_WRONG' })
    await people.auth.signIn(ann)
  })

  it('happens once of two at the same moment', async () => {
    const ann = await signedUp(people)
    const calls = ['one quite long', 'two quite long'].map(newPassword =>
      people.passwords.changeMyPassword({ oldPassword: ann.password, newPassword }, ann.as),
    )
    const outcomes = await Promise.allSettled(calls)
    const [lost, ...more] = outcomes.filter(outcome => outcome.status === 'rejected')
    expect(more).toEqual([])
    expect(['PASSWORD_CHANGED', 'PASSWORD_WRONG']).toContain(lost?.reason.reason)
  })
})

it('access tokens that were out before a change count no more; the session that goes on gets the next', async () => {
  const ann = await signedUp(people)
  await people.passwords.changeMyPassword({ oldPassword: ann.password, newPassword: NEW }, ann.as)
  const ends = () => people.auth.getMe({}, ann.as).catch(({ reason }) => reason)
  await expect.poll(ends, { timeout: 20_000 }).toBe('TOKEN_REVOKED')
  const { tokens } = await people.auth.refreshToken(ann)
  const { user } = await people.auth.getMe({}, { token: tokens?.accessToken ?? '' })
  expect(user?.userId).toBe(ann.userId)
})

describe('setting a new password by mail', () => {
  async function mailedTo(email: string): Promise<string> {
    await people.passwords.requestPasswordReset({ email })
    return people.mailed('RESET_PASSWORD', email)
  }

  it('takes the token once, ends every session, and proves the address', async () => {
    const ann = await signedUp(people)
    const token = await mailedTo(ann.email)
    await people.passwords.resetPassword({ token, newPassword: NEW })
    await expect(people.auth.refreshToken(ann)).rejects.toMatchObject({ reason: 'REFRESH_REFUSED' })
    const { user } = await people.auth.signIn({ email: ann.email, password: NEW })
    expect(user?.emailVerifiedAt).toBeDefined()
    const again = people.passwords.resetPassword({ token, newPassword: 'yet another horse' })
    await expect(again).rejects.toMatchObject({ kind: 'unauthenticated', reason: 'RESET_REFUSED' })
  })

  it('is done once by many who use the token at once', async () => {
    const ann = await signedUp(people)
    const token = await mailedTo(ann.email)
    const calls = Array.from({ length: 8 }, () => people.passwords.resetPassword({ token, newPassword: NEW }))
    const won = (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
  })

  it('finds the address in whatever case', async () => {
    const ann = await signedUp(people)
    await people.passwords.requestPasswordReset({ email: ` ${ann.email.toUpperCase()} ` })
    await people.mailed('RESET_PASSWORD', ann.email)
  })

  it('takes no token that is too old, or was ended by a change of the password', async () => {
    const [ann, bob] = [await signedUp(people), await signedUp(people)]
    const anns = await mailedTo(ann.email)
    await people.passwords.changeMyPassword({ oldPassword: ann.password, newPassword: NEW }, ann.as)
    const bobs = await mailedTo(bob.email)
    people.pass(30 * MINUTE_MS)
    for (const token of [anns, bobs])
      await expect(people.passwords.resetPassword({ token, newPassword: NEW })).rejects.toMatchObject({
        reason: 'RESET_REFUSED',
      })
  })

  it('takes no token that verifies an address', async () => {
    const ann = await signedUp(people)
    await people.emails.verifyMyEmail({}, ann.as)
    const token = await people.mailed('VERIFY_EMAIL', ann.email)
    const call = people.passwords.resetPassword({ token, newPassword: NEW })
    await expect(call).rejects.toMatchObject({ reason: 'RESET_REFUSED' })
  })

  it('mails at most one token a minute, and the last one counts', async () => {
    const ann = await signedUp(people)
    const first = await mailedTo(ann.email)
    const sent = () => people.mails.filter(({ to }) => to === ann.email).length
    await people.passwords.requestPasswordReset({ email: ann.email })
    // Requests are worked off in their order, so that the second of Ann's came before Bob's.
    const bob = await signedUp(people)
    await mailedTo(bob.email)
    expect(sent()).toBe(1)
    people.pass(MINUTE_MS)
    await people.passwords.requestPasswordReset({ email: ann.email })
    await expect.poll(sent).toBe(2)
    const call = people.passwords.resetPassword({ token: first, newPassword: NEW })
    await expect(call).rejects.toMatchObject({ reason: 'RESET_REFUSED' })
  })

  it('answers alike whether there is such an account, and mails nobody else', async () => {
    const nobody = person().email
    const ann = await signedUp(people)
    const known = await people.passwords.requestPasswordReset({ email: ann.email })
    expect(await people.passwords.requestPasswordReset({ email: nobody })).toEqual(known)
    await people.mailed('RESET_PASSWORD', ann.email)
    expect(people.mails.filter(({ to }) => to === nobody)).toEqual([])
  })
})
