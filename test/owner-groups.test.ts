import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import type { Json } from './support/json-calls.ts'
import { closedClaim, makeEvent, ok, startTestSystem, type TestSystem } from './support/system.ts'

let system: TestSystem
/** Groups: an organisation with Asia, to which Seoul belongs, and Europe. */
let groups: Readonly<Record<'org' | 'asia' | 'seoul' | 'europe', string>>
beforeAll(async () => {
  system = await startTestSystem()
  const org = await group('Organisation', '')
  const asia = await group('Asia', org)
  groups = { org, asia, seoul: await group('Seoul', asia), europe: await group('Europe', org) }
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

async function group(displayName: string, parentId: string): Promise<string> {
  const request = { displayName, parentId }
  return ok(await system.call('GroupService/CreateGroup', request, system.admin)).group.groupId
}

/** Somebody who is an operator within this group, signed in. */
async function operatorOf(name: string, groupId: string): Promise<string> {
  const credentials = { email: `${name}@example.com`, password: 'correct horse battery' }
  const { user } = ok(await system.call('AuthService/SignUp', { ...credentials, displayName: name }))
  const binding = { holder: { userId: user.userId }, roleId: 'OPERATOR', groupId }
  ok(await system.call('BindingService/BindRole', { binding }, system.admin))
  return ok(await system.call('AuthService/SignIn', credentials)).tokens.accessToken
}

const sees = async (token: string, eventId: string) =>
  (await system.call('EventService/GetEvent', { eventId }, token)).code
const listed = async (token: string) => {
  const { events = [] } = ok(await system.call('EventService/ListEvents', {}, token))
  return events.map(({ eventId }: Json) => eventId)
}

test('operators of a group run its events and see their claims; for those beside, neither is there', async () => {
  const [asia, europe] = [await operatorOf('olga', groups.asia), await operatorOf('erik', groups.europe)]
  const seouls = { ownerGroupId: groups.seoul }
  await until('the new roles count everywhere', async () => {
    const { code } = await system.call('ClaimService/ListClaims', {}, asia)
    return code === 'ok'
  })
  const { eventId } = await makeEvent({ ...system, admin: asia }, seouls)
  expect([await sees(asia, eventId), await sees(europe, eventId)]).toEqual(['ok', 'not_found'])
  expect([await listed(asia), await listed(europe)]).toEqual([[eventId], []])

  const player = await system.person()
  const claimed = await system.call(
    'ClaimService/ClaimReward',
    { eventId, idempotencyKey: 'p' },
    player.token,
  )
  const { claimId } = ok(claimed)
  await closedClaim(system, claimId, player.token)
  const claimsOf = async (token: string) =>
    (ok(await system.call('ClaimService/ListClaims', {}, token)).claims ?? []).map(
      (claim: Json) => claim.claimId,
    )
  expect([await claimsOf(asia), await claimsOf(europe)]).toEqual([[claimId], []])
  expect((await system.call('ClaimService/GetClaim', { claimId }, europe)).reason).toBe('CLAIM_NOT_FOUND')

  const take = { eventId, expectedRevision: 2, ownerGroupId: groups.europe }
  expect((await system.call('EventService/MoveEvent', take, europe)).reason).toBe('EVENT_NOT_FOUND')
  expect((await system.call('EventService/MoveEvent', take, asia)).reason).toBe('PERMISSION_DENIED')
})

test('a group that is moved takes its events along, for operators who are signed in already', async () => {
  const [asia, europe] = [await operatorOf('ada', groups.asia), await operatorOf('emil', groups.europe)]
  const { eventId } = await makeEvent(system, { ownerGroupId: groups.seoul })
  await until('who is above sees it', async () => (await sees(asia, eventId)) === 'ok')
  const found = ok(await system.call('GroupService/GetGroup', { groupId: groups.seoul }, system.admin))
  const move = { groupId: groups.seoul, parentId: groups.europe, expectedRevision: found.group.revision }
  ok(await system.call('GroupService/MoveGroup', move, system.admin))
  await until('it is there for who is above now, and for nobody else', async () => {
    const seen = [await sees(asia, eventId), await sees(europe, eventId)]
    return seen.join() === 'not_found,ok'
  })
})
