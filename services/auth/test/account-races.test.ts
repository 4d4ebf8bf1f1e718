import { afterAll, beforeAll, expect, it } from 'vitest'
import { type People, runPeople, runReplica, signedInAgain, signedUp } from './people.ts'
import { person, removeDir } from './running-auth.ts'

const NEW = 'a quite different horse'

let first: People
let second: People
beforeAll(async () => {
  first = await runPeople()
  second = await runReplica(first)
})
afterAll(async () => {
  await second.stop()
  await first.stop()
  await removeDir(first.dataDir)
})

/** One of the two replicas in turn. */
const replica = (at: number) => (at % 2 ? first : second)

/** The reasons of many at once over both replicas. */
async function outcomes(times: number, call: (replica: People, at: number) => Promise<unknown>) {
  const calls = Array.from({ length: times }, (_, at) => call(replica(at), at))
  const settled = await Promise.allSettled(calls)
  return settled.map(outcome => (outcome.status === 'fulfilled' ? 'OK' : outcome.reason.reason)).toSorted()
}

it('a mailed token proves an address once, over two replicas', async () => {
  const ann = await signedUp(first)
  await first.emails.verifyMyEmail({}, ann.as)
  const token = await first.mailed('VERIFY_EMAIL', ann.email)
  const ends = await outcomes(16, ({ emails }) => emails.confirmEmail({ token }))
  expect(ends).toEqual([...Array(15).fill('EMAIL_TOKEN_REFUSED'), 'OK'])
})

it('a mailed token sets one password, over two replicas', async () => {
  const ann = await signedUp(first)
  await second.passwords.requestPasswordReset({ email: ann.email })
  const token = await second.mailed('RESET_PASSWORD', ann.email)
  const ends = await outcomes(8, ({ passwords }, at) =>
    passwords.resetPassword({ token, newPassword: `${NEW} ${at}` }),
  )
  expect(ends).toEqual(['OK', ...Array(7).fill('RESET_REFUSED')])
})

it('of two people who move to one address at once, one has it', async () => {
  const email = person().email
  const people = [await signedUp(first), await signedUp(first)]
  const tokens: string[] = []
  for (const { as, password } of people) {
    await first.emails.changeMyEmail({ email, password }, as)
    tokens.push(await first.mailed('VERIFY_EMAIL', email))
  }
  expect(new Set(tokens).size).toBe(2)
  const ends = await outcomes(2, ({ emails }, at) => emails.confirmEmail({ token: tokens[at] ?? '' }))
  expect(ends).toEqual(['EMAIL_TAKEN', 'OK'])
})

it('no session of the old password outlives a change of it, however they meet', async () => {
  const ann = await signedUp(first)
  const signIns = Array.from({ length: 8 }, (_, at) => signedInAgain(replica(at), ann))
  await first.passwords.changeMyPassword({ oldPassword: ann.password, newPassword: NEW }, ann.as)
  const sessions = (await Promise.allSettled(signIns)).flatMap(each =>
    each.status === 'fulfilled' ? [each.value] : [],
  )
  for (const { refreshToken } of sessions)
    await expect(second.auth.refreshToken({ refreshToken })).rejects.toMatchObject({
      reason: 'REFRESH_REFUSED',
    })
  await second.auth.refreshToken(ann)
})
