import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { servicesOf } from '../packages/contracts/src/services.ts'
import { openChannel } from '../packages/rpc/src/index.ts'
import { callOnce, type Outcome } from '../services/gateway/test/support/policy-table.ts'
import type { Json } from './support/json-calls.ts'
import {
  closedClaim,
  makeEvent,
  ok,
  type Person,
  startTestSystem,
  type TestSystem,
} from './support/system.ts'

/** Ids that name a thing of one person's, and one of each kind that nobody has. The table below fails for a field that it does not know. */
const NOBODYS: Readonly<Record<string, string>> = {
  userId: 'usr_nobody',
  claimId: 'evt_none:usr_nobody:once',
  sessionId: 'ses_nobodys',
}
/** Ids that name what is not a person's. */
const NOT_PERSONAL = [
  'serviceAccountId',
  'groupId',
  'roleId',
  'parentId',
  // The audit is for its readers, whomever it tells of.
  'actorId',
  'targetId',
  'apiKeyId',
  'eventId',
  'conditionId',
  'rewardId',
  'ownerGroupId',
  'roleId',
  'groupId',
  'templateId',
  'badgeId',
  'deadLetterId',
  'factId',
]

const methods = Object.values(servicesOf)
  .flat()
  .flatMap(service => [...service.methods])
type Method = (typeof methods)[number]
const idFields = ({ input }: Method) =>
  input.fields.map(({ localName }) => localName).filter(name => name.endsWith('Id'))
const personal = (method: Method) => idFields(method).filter(name => name in NOBODYS)

let system: TestSystem
let ann: Person
let bob: Person
let anns: Readonly<Record<string, string>>
let before: Json
beforeAll(async () => {
  system = await startTestSystem()
  ann = await system.person()
  bob = await system.person()
  const { eventId } = await makeEvent(system)
  const claimed = await system.call('ClaimService/ClaimReward', { eventId, idempotencyKey: 'a' }, ann.token)
  const { claimId } = ok(claimed)
  await closedClaim(system, claimId, ann.token)
  const { sessions } = ok(await system.call('SessionService/ListMySessions', {}, ann.token))
  anns = { userId: ann.userId, claimId, sessionId: sessions[0].sessionId, eventId }
  before = await whatAnnHas()
}, 120_000)
afterAll(() => system?.[Symbol.asyncDispose]())

/** All that is Ann's, as she sees it. */
async function whatAnnHas(): Promise<Json> {
  const names = [
    'AuthService/GetMe',
    'ClaimService/ListMyClaims',
    'GrantService/ListMyGrants',
    'GrantService/GetMyBalance',
    'SessionService/ListMySessions',
  ]
  return Promise.all(names.map(async name => ok(await system.call(name, {}, ann.token))))
}

/** One call of Bob's, with these ids wherever the request has a place for one. */
async function asBob(method: Method, ids: Readonly<Record<string, string>>): Promise<Outcome> {
  const there = Object.entries(ids).filter(([name]) => idFields(method).includes(name))
  const address = `127.0.0.1:${system.running.ports.get('gateway')}`
  const channel = openChannel({ addresses: [address], services: [] })
  try {
    return await callOnce(channel.grpc, method, bob.token, Object.fromEntries(there))
  } finally {
    channel.close()
  }
}

test('every id of the contracts is a person’s, or is known not to be', () => {
  const known = [...Object.keys(NOBODYS), ...NOT_PERSONAL]
  const names = methods.flatMap(idFields)
  expect(names.filter(name => !known.includes(name))).toEqual([])
})

describe('with the ids of somebody else', () => {
  const rows = methods.filter(method => personal(method).length > 0)
  test.each(rows.map(method => [`${method.parent.typeName}/${method.name}`, method] as const))(
    '%s does no more than with ids that nobody has',
    async (_, method) => {
      const withAnns = await asBob(method, anns)
      const withNobodys = await asBob(method, { ...NOBODYS, eventId: anns.eventId ?? '' })
      expect(withAnns).toEqual(withNobodys)
      expect(withAnns.code).not.toBe(0)
    },
  )

  test('nothing of theirs was changed', async () => {
    expect(await whatAnnHas()).toEqual(before)
  })
})
