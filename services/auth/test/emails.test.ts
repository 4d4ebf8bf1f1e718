import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type People, runPeople, signedUp } from './people.ts'
import { person, removeDir } from './running-auth.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let people: People
beforeAll(async () => {
  people = await runPeople()
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

const newAddress = () => person().email

describe('showing that an address is one’s own', () => {
  it('takes the token that was mailed there, once', async () => {
    const ann = await signedUp(people)
    await people.emails.verifyMyEmail({}, ann.as)
    const token = await people.mailed('VERIFY_EMAIL', ann.email)
    expect(await people.emails.confirmEmail({ token })).toMatchObject({ email: ann.email })
    const { profile } = await people.profiles.getMyProfile({}, ann.as)
    expect(profile?.emailVerifiedAt).toBeDefined()
    await expect(people.emails.confirmEmail({ token })).rejects.toMatchObject({
      kind: 'unauthenticated',
      reason: 'EMAIL_TOKEN_REFUSED',
    })
    const mails = people.mails.length
    expect(await people.emails.verifyMyEmail({}, ann.as)).not.toHaveProperty('expiresAt')
    expect(people.mails).toHaveLength(mails)
  })

  it('is one of many who use the token at once', async () => {
    const ann = await signedUp(people)
    await people.emails.verifyMyEmail({}, ann.as)
    const token = await people.mailed('VERIFY_EMAIL', ann.email)
    const calls = Array.from({ length: 16 }, () => people.emails.confirmEmail({ token }))
    const won = (await Promise.allSettled(calls)).filter(({ status }) => status === 'fulfilled')
    expect(won).toHaveLength(1)
  })

  it('takes no token that is too old, was replaced, was made up, or is another’s', async () => {
    const [ann, bob] = [await signedUp(people), await signedUp(people)]
    await people.emails.verifyMyEmail({}, ann.as)
    const first = await people.mailed('VERIFY_EMAIL', ann.email)
    await expect(people.emails.verifyMyEmail({}, ann.as)).rejects.toMatchObject({
      kind: 'resource_exhausted',
      reason: 'MAIL_TOO_SOON',
      retryAfterMs: MINUTE_MS,
    })
    people.pass(MINUTE_MS)
    await people.emails.verifyMyEmail({}, ann.as)
    const second = await people.mailed('VERIFY_EMAIL', ann.email)
    expect(second).not.toBe(first)
    const secret = second.slice(second.indexOf('.') + 1)
    const bad = [first, `${bob.userId}.${secret}`, `${second.slice(0, -1)}_`, 'usr_x.y', '{"$ne":1}']
    for (const token of bad)
      await expect(people.emails.confirmEmail({ token })).rejects.toMatchObject({
        reason: 'EMAIL_TOKEN_REFUSED',
      })
    people.pass(DAY_MS)
    await expect(people.emails.confirmEmail({ token: second })).rejects.toMatchObject({
      reason: 'EMAIL_TOKEN_REFUSED',
    })
  })
})

describe('moving an account to another address', () => {
  it('happens when the token that was mailed to the new one comes back, and the old one is told', async () => {
    const ann = await signedUp(people)
    const email = newAddress()
    await people.emails.changeMyEmail({ email, password: ann.password }, ann.as)
    const pending = await people.profiles.getMyProfile({}, ann.as)
    expect(pending.profile).toMatchObject({ email: ann.email, pendingEmail: email, revision: 1 })
    await people.emails.confirmEmail({ token: await people.mailed('VERIFY_EMAIL', email) })
    const { profile } = await people.profiles.getMyProfile({}, ann.as)
    expect(profile).toMatchObject({ email, pendingEmail: '', revision: 2 })
    expect(people.mails).toContainEqual(expect.objectContaining({ kind: 'EMAIL_CHANGED', to: ann.email }))
    const { user } = await people.auth.signIn({ email, password: ann.password })
    expect(user?.userId).toBe(ann.userId)
    await expect(people.auth.signIn(ann)).rejects.toMatchObject({ reason: 'SIGN_IN_REFUSED' })
  })

  it('wants the password', async () => {
    const ann = await signedUp(people)
    const call = people.emails.changeMyEmail({ email: newAddress(), password: 'not that one' }, ann.as)
    await expect(call).rejects.toMatchObject({ kind: 'permission_denied', reason: 'PASSWORD_WRONG' })
  })

  it('does not take an address that another has, in whatever case, or took meanwhile', async () => {
    const [ann, bob] = [await signedUp(people), await signedUp(people)]
    const taken = people.emails.changeMyEmail(
      { email: bob.email.toUpperCase(), password: ann.password },
      ann.as,
    )
    await expect(taken).rejects.toMatchObject({ kind: 'already_exists', reason: 'EMAIL_TAKEN' })
    const email = newAddress()
    await people.emails.changeMyEmail({ email, password: ann.password }, ann.as)
    await signedUp(people, { email: email.toUpperCase() })
    const token = await people.mailed('VERIFY_EMAIL', email)
    await expect(people.emails.confirmEmail({ token })).rejects.toMatchObject({ reason: 'EMAIL_TAKEN' })
    expect((await people.profiles.getMyProfile({}, ann.as)).profile?.email).toBe(ann.email)
  })

  it('ends what was mailed to the old one to set a password with', async () => {
    const ann = await signedUp(people)
    await people.passwords.requestPasswordReset({ email: ann.email })
    const reset = await people.mailed('RESET_PASSWORD', ann.email)
    const email = newAddress()
    await people.emails.changeMyEmail({ email, password: ann.password }, ann.as)
    await people.emails.confirmEmail({ token: await people.mailed('VERIFY_EMAIL', email) })
    const call = people.passwords.resetPassword({ token: reset, newPassword: 'a password of hers' })
    await expect(call).rejects.toMatchObject({ reason: 'RESET_REFUSED' })
  })
})
