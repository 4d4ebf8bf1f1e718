import { create } from '@bufbuild/protobuf'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { AuditFilterSchema, AuditOutcome } from '@rewards/contracts/ops'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type AuditServer, auditServer } from './audit-server.ts'
import { type Place, sqlitePlace } from './places.ts'
import { openWorld, someCall } from './world.ts'

const auditor = { token: 'AUDITOR/usr_auditor' }

let place: Place
let server: AuditServer
beforeEach(async () => {
  place = await sqlitePlace()
  server = await auditServer(place)
})
afterEach(async () => {
  await server.stop()
  await place.remove()
})

const filter = (given: Parameters<typeof create<typeof AuditFilterSchema>>[1]) =>
  create(AuditFilterSchema, given)

/** Doors 1 to `count` were opened: the odd ones by Ann, the even ones by Bob, one a second. */
async function opened(count: number): Promise<void> {
  for (let at = 1; at <= count; at++)
    await server.open(
      `dor_${at}`,
      someCall({ actorId: at % 2 === 1 ? 'usr_ann' : 'usr_bob', atMs: at * 1_000 }),
    )
  await server.untilMoved(count)
}

describe('ListAuditEntries', () => {
  it('gives everything that is known of an entry, the latest first', async () => {
    const origin = { address: '192.0.2.7', userAgent: 'console/1', onBehalfOf: 'usr_cid' }
    await opened(1)
    await server.open('dor_2', someCall({ ...origin, actorId: 'usr_bob', atMs: 2_500 }))
    await server.untilMoved(2)
    const { entries } = await server.client.listAuditEntries({}, auditor)
    expect(entries.map(({ sequence }) => sequence)).toEqual([2n, 1n])
    expect(entries[0]).toMatchObject({
      ...origin,
      actorId: 'usr_bob',
      action: 'rewards.test.v1.DoorService/OpenDoor',
      targetKind: 'door',
      targetId: 'dor_2',
      after: { open: 'true' },
      outcome: AuditOutcome.DONE,
      count: 1,
      at: timestampFromMs(2_500),
      previousHash: entries[1]?.hash,
    })
  })

  it.each<[string, Parameters<typeof filter>[0], string[]]>([
    ['actor', { actorId: 'usr_ann' }, ['dor_3', 'dor_1']],
    ['target', { targetId: 'dor_2' }, ['dor_2']],
    ['action', { action: 'rewards.test.v1.DoorService/CloseDoor' }, []],
    ['outcome', { outcome: AuditOutcome.REFUSED }, []],
    ['beginning', { from: timestampFromMs(2_000) }, ['dor_4', 'dor_3', 'dor_2']],
    ['end', { before: timestampFromMs(2_000) }, ['dor_1']],
    ['actor and time', { actorId: 'usr_ann', from: timestampFromMs(2_000) }, ['dor_3']],
    ['actor and target', { actorId: 'usr_ann', targetId: 'dor_2' }, []],
  ])('narrows by %s', async (_what, given, wanted) => {
    await opened(4)
    const { entries } = await server.client.listAuditEntries({ filter: filter(given) }, auditor)
    expect(entries.map(({ targetId }) => targetId)).toEqual(wanted)
  })

  it('goes from page to page', async () => {
    await opened(3)
    const first = await server.client.listAuditEntries({ pageSize: 2 }, auditor)
    const second = await server.client.listAuditEntries(
      { pageSize: 2, pageToken: first.nextPageToken },
      auditor,
    )
    expect([first, second].map(({ entries }) => entries.length)).toEqual([2, 1])
    const other = { filter: filter({ actorId: 'usr_ann' }), pageToken: first.nextPageToken }
    await expect(server.client.listAuditEntries(other, auditor)).rejects.toMatchObject({
      reason: 'INVALID_PAGE_TOKEN',
    })
  })

  it('names a wrong field', async () => {
    const given = filter({ from: timestampFromMs(2), before: timestampFromMs(1), actorId: 'x'.repeat(301) })
    await expect(server.client.listAuditEntries({ filter: given }, auditor)).rejects.toMatchObject({
      violations: [
        { field: 'filter.actor_id' },
        { field: 'filter.before', description: 'is not after filter.from' },
      ],
    })
  })
})

describe('ExportAuditEntries', () => {
  it('gives the whole chain in its order, and tells how far it is', async () => {
    await opened(120)
    const pieces = await Array.fromAsync(server.client.exportAuditEntries({}, auditor))
    const sequences = pieces.flatMap(({ entries }) => entries.map(({ sequence }) => Number(sequence)))
    expect(sequences).toEqual(Array.from({ length: 120 }, (_, at) => at + 1))
    expect(pieces.map(({ sequence, lastSequence }) => [sequence, lastSequence])).toEqual([
      [50n, 120n],
      [100n, 120n],
      [120n, 120n],
    ])
  })

  it('goes on behind the entry that was the last to arrive, and tells so too where nothing is left', async () => {
    await opened(3)
    const [rest] = await Array.fromAsync(server.client.exportAuditEntries({ afterSequence: 2n }, auditor))
    expect(rest?.entries.map(({ targetId }) => targetId)).toEqual(['dor_3'])
    const [nothing] = await Array.fromAsync(server.client.exportAuditEntries({ afterSequence: 3n }, auditor))
    expect(nothing).toMatchObject({ entries: [], sequence: 3n, lastSequence: 3n })
  })

  it('narrows by a filter', async () => {
    await opened(4)
    const request = { filter: filter({ actorId: 'usr_bob' }) }
    const pieces = await Array.fromAsync(server.client.exportAuditEntries(request, auditor))
    expect(pieces.flatMap(({ entries }) => entries.map(({ targetId }) => targetId))).toEqual([
      'dor_2',
      'dor_4',
    ])
    expect(pieces.at(-1)?.sequence).toBe(4n)
  })

  it('is for those alone who may read the audit', async () => {
    const asUser = { token: 'USER/usr_eve' }
    await expect(Array.fromAsync(server.client.exportAuditEntries({}, asUser))).rejects.toMatchObject({
      kind: 'permission_denied',
    })
  })
})

describe('calls that were refused', () => {
  it('are in the chain when the process has stopped, at the latest', async () => {
    await expect(server.client.listAuditEntries({}, { token: 'USER/usr_eve' })).rejects.toThrow()
    await expect(server.client.listAuditEntries({})).rejects.toThrow()
    await server.stop()
    const world = await openWorld(place)
    expect(await world.entries()).toMatchObject([
      {
        actorId: 'usr_eve',
        action: 'rewards.event.v1.AuditService/ListAuditEntries',
        outcome: 'REFUSED',
        count: 1,
      },
      { actorId: '', action: 'anonymous calls', outcome: 'REFUSED', count: 1 },
    ])
    expect((await world.verify()).problems).toEqual([])
    await world.close()
  })
})
