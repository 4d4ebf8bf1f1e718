import { create } from '@bufbuild/protobuf'
import { AuditEntrySchema } from '@rewards/contracts/ops'
import { describe, expect, it } from 'vitest'
import type { AuditEntry } from '../src/index.ts'
import { recordRefusal, refusalMessage } from '../src/service/index.ts'

const ENTRY: AuditEntry = {
  entryId: 'aud_1',
  atMs: 1_000,
  actorId: 'usr_eve',
  action: 'rewards.auth.v1.UserService/ListUsers',
  targetKind: '',
  targetId: '',
  address: '192.0.2.7',
  outcome: 'REFUSED',
  count: 3,
}

/** What the keeper of the audit appends of an entry that is sent to it. */
async function sent(entry: AuditEntry): Promise<readonly AuditEntry[]> {
  const appended: AuditEntry[] = []
  const record = recordRefusal(async each => void appended.push(each))
  await record({ refusal: create(AuditEntrySchema, refusalMessage(entry)) })
  return appended
}

describe('an entry about refused calls that another process sends', () => {
  it('is appended as it was made', async () => {
    expect(await sent(ENTRY)).toEqual([ENTRY])
  })

  it('is a refusal, whatever else it says, and has no place of its own in the chain', async () => {
    const forged = { ...ENTRY, outcome: 'DONE', targetId: 'usr_ann', sequence: 1, hash: 'x' } as AuditEntry
    expect(await sent(forged)).toEqual([ENTRY])
  })

  it.each<[string, Partial<AuditEntry>]>([
    ['refusal.entry_id', { entryId: 'x' }],
    ['refusal.action', { action: '' }],
    ['refusal.count', { count: 0 }],
    ['refusal.actor_id', { actorId: 'x'.repeat(301) }],
  ])('is refused for its %s', async (field, wrong) => {
    await expect(sent({ ...ENTRY, ...wrong })).rejects.toMatchObject({ violations: [{ field }] })
  })
})
