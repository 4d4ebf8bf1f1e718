import { AccessFeedService, Role } from '@rewards/contracts/auth'
import { createClient, openChannel } from '@rewards/rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

/** No hint arrives anywhere; those that are sent are counted. */
const lost = { sent: 0, hint: () => void lost.sent++, onHint: () => () => undefined }

let dataDir: string
let replicas: readonly Running[]
let admin: { token: string }
beforeAll(async () => {
  dataDir = await tempDir()
  const overrides = { hints: lost }
  replicas = [await runAuth({ dataDir, overrides }), await runAuth({ dataDir, overrides })]
  admin = await asAdmin(one())
})
afterAll(async () => {
  for (const each of replicas) await each.stop()
  await removeDir(dataDir)
})

const one = () => replicas[0] as Running
const other = () => replicas[1] as Running

/** Somebody new, with all of their tokens. */
async function newcomer() {
  const { user, tokens } = await one().auth.signUp(person())
  const { accessToken: token = '', refreshToken = '' } = tokens ?? {}
  return { userId: user?.userId ?? '', revision: user?.revision ?? 0, token, refreshToken }
}

const whatBecomesOf = ({ token }: { token: string }, at: Running) =>
  at.auth.getMe({}, { token }).then(
    () => 'accepted',
    error => error.reason,
  )

/** Waits as long as the promise is, and some more: a busy machine is no failure. */
const soon = { timeout: 20_000 }

async function expectRevoked(of: { token: string }): Promise<void> {
  for (const replica of replicas)
    await expect.poll(() => whatBecomesOf(of, replica), soon).toBe('TOKEN_REVOKED')
}

test('after a change of roles the tokens of before are refused at every replica, and a refresh brings one that counts', async () => {
  const ann = await newcomer()
  expect(await whatBecomesOf(ann, other())).toBe('accepted')
  const change = { userId: ann.userId, roles: [Role.OPERATOR], expectedRevision: ann.revision }
  await one().users.setRoles(change, admin)
  await expectRevoked(ann)
  const { tokens } = await one().auth.refreshToken(ann)
  const next = { token: tokens?.accessToken ?? '' }
  for (const replica of replicas) expect(await whatBecomesOf(next, replica)).toBe('accepted')
})

test('who signs out is out everywhere, in this session alone', async () => {
  const account = person()
  const { tokens } = await one().auth.signUp(account)
  const elsewhere = await other().auth.signIn(account)
  await one().auth.signOut({ refreshToken: tokens?.refreshToken ?? '' })
  await expectRevoked({ token: tokens?.accessToken ?? '' })
  expect(await whatBecomesOf({ token: elsewhere.tokens?.accessToken ?? '' }, one())).toBe('accepted')
})

test('a refresh token that is used again takes the access tokens of its session with it', async () => {
  const ann = await newcomer()
  const second = (await one().auth.refreshToken(ann)).tokens?.refreshToken ?? ''
  await one().auth.refreshToken({ refreshToken: second })
  await expect(other().auth.refreshToken(ann)).rejects.toMatchObject({ reason: 'REFRESH_REUSED' })
  await expectRevoked(ann)
})

test('a process that starts later knows what was revoked before', async () => {
  const ann = await newcomer()
  await one().auth.signOut(ann)
  const late = await runAuth({ dataDir, overrides: { hints: lost } })
  expect(await whatBecomesOf(ann, late)).toBe('TOKEN_REVOKED')
  await late.stop()
})

test('a hint is sent when tokens count no more, and for nothing else', async () => {
  const sentBefore = lost.sent
  const ann = await newcomer()
  const { tokens } = await one().auth.refreshToken(ann)
  expect(lost.sent - sentBefore).toBe(0)
  await one().users.setRoles({ userId: ann.userId, roles: [Role.AUDITOR], expectedRevision: 1 }, admin)
  expect(lost.sent - sentBefore).toBe(1)
  await one().auth.signOut({ refreshToken: tokens?.refreshToken ?? '' })
  await one().auth.signOut({ refreshToken: tokens?.refreshToken ?? '' })
  expect(lost.sent - sentBefore).toBe(2)
})

test('the changes are told to who asks at the inner port, and a request without a time is refused', async () => {
  const ann = await newcomer()
  await one().auth.signOut(ann)
  const channel = openChannel({ addresses: [`127.0.0.1:${other().port}`], services: [AccessFeedService] })
  const feed = createClient(AccessFeedService, channel)
  const since = { seconds: BigInt(Math.floor(Date.now() / 1_000) - 60), nanos: 0 }
  const parts = await Array.fromAsync(feed.listAccessChanges({ since }))
  const [sessionId] = ann.refreshToken.split('.')
  expect(parts.flatMap(part => part.endedSessions).map(each => each.sessionId)).toContain(sessionId)
  for (const request of [{}, { since: { seconds: 0n, nanos: -1 } }])
    await expect(Array.fromAsync(feed.listAccessChanges(request))).rejects.toMatchObject({
      reason: 'INVALID_FIELDS',
    })
  channel.close()
})
