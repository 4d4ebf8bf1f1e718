import { EmailService, PasswordService } from '@rewards/contracts/auth'
import { Rate } from '@rewards/process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsTo } from './call-from.ts'
import { type People, runPeople, signedUp } from './people.ts'
import { person, removeDir } from './running-auth.ts'

const MINUTE_MS = 60_000
const NEW = 'a quite different horse'

let people: People
beforeAll(async () => {
  people = await runPeople({
    freeSignIns: 3,
    resetsPerAccount: new Rate(2, MINUTE_MS),
    refusedTokensPerAddress: new Rate(4, MINUTE_MS),
  })
})
afterAll(async () => {
  await people.stop()
  await removeDir(people.dataDir)
})

/** The reasons of calls that are made one after the other. */
async function reasons(times: number, call: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  for (let i = 0; i < times; i++)
    seen.push(
      await call().then(
        () => 'OK',
        ({ reason }) => reason,
      ),
    )
  return seen
}

it('resets of one address can be asked for so often, whether it is an account’s or not', async () => {
  const ann = await signedUp(people)
  for (const email of [ann.email, person().email]) {
    const ask = () => people.passwords.requestPasswordReset({ email })
    expect(await reasons(3, ask)).toEqual(['OK', 'OK', 'RATE_LIMITED'])
  }
})

it('a reset lets its owner in at once, however often others failed', async () => {
  const ann = await signedUp(people)
  const signIn = (password: string) => () => people.auth.signIn({ email: ann.email, password })
  await reasons(3, signIn('not that one'))
  expect(await reasons(1, signIn(ann.password))).toEqual(['RATE_LIMITED'])
  await people.passwords.requestPasswordReset({ email: ann.email })
  const token = await people.mailed('RESET_PASSWORD', ann.email)
  await people.passwords.resetPassword({ token, newPassword: NEW })
  expect(await reasons(1, signIn(NEW))).toEqual(['OK'])
})

describe('whoever guesses the password with somebody’s token', () => {
  it('has to wait longer each time, in all methods that want the password', async () => {
    const ann = await signedUp(people)
    const guess = { oldPassword: 'not that one', newPassword: NEW }
    const changePassword = () => people.passwords.changeMyPassword(guess, ann.as)
    const changeEmail = () =>
      people.emails.changeMyEmail({ email: person().email, password: 'nor that' }, ann.as)
    expect(await reasons(3, changePassword)).toEqual(Array(3).fill('PASSWORD_WRONG'))
    expect(await reasons(1, changeEmail)).toEqual(['RATE_LIMITED'])
    expect((await people.auth.signIn(ann)).user?.userId).toBe(ann.userId)
  })
})

it('mailed tokens can be guessed at so often from one address', async () => {
  const { confirmEmail } = EmailService.method
  const { resetPassword } = PasswordService.method
  const token = `usr_x.${'a'.repeat(43)}`
  const { callFrom, close } = callsTo(people.port)
  const confirm = () => callFrom('192.0.2.1', confirmEmail, { token })
  const reset = (address: string) => callFrom(address, resetPassword, { token, newPassword: NEW })
  expect(await reasons(2, confirm)).toEqual(Array(2).fill('EMAIL_TOKEN_REFUSED'))
  const refused = await reasons(3, () => reset('192.0.2.1'))
  expect(refused).toEqual(['RESET_REFUSED', 'RESET_REFUSED', 'RATE_LIMITED'])
  expect(await reasons(1, () => reset('192.0.2.2'))).toEqual(['RESET_REFUSED'])
  close()
})
