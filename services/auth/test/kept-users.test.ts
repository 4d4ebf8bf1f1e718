import type { Stored } from '@rewards/store'
import { expect, it } from 'vitest'
import { erased } from '../src/domain/erasure.ts'
import { roleSet } from '../src/domain/role.ts'
import { changed, type User } from '../src/domain/user.ts'
import { keptUsers } from '../src/infrastructure/store/kept-users.ts'
import { memoryCollection } from './memory-collection.ts'

/** An account from before there were tags. */
const ANN: User = {
  email: 'Ann@example.com',
  emailKey: 'ann@example.com',
  displayName: 'Ann',
  passwordHash: 'hash of ann',
  roles: roleSet(['ADMIN']),
  createdAtMs: 0,
}

function usersWith(user: User) {
  const documents = new Map<string, Stored<User>>([['usr_1', { id: 'usr_1', rev: 1, value: user }]])
  const key = { secret: Buffer.alloc(32, 1).toString('base64url') }
  return { documents, users: keptUsers(memoryCollection(documents), async () => key) }
}

it('an account from before there were tags is erased with that of its address', async () => {
  const { users: written } = usersWith(ANN)
  const { stored: live } = await written.update('usr_1', value => value)
  const { users } = usersWith(ANN)
  const { stored: gone } = await users.update('usr_1', (value, rev) => value && erased({ value, rev }, 1))
  expect(live?.value.emailTag).toMatch(/^[\w-]{43}$/)
  expect(gone?.value.emailTag).toBe(live?.value.emailTag)
})

it('an address that is replaced gives its tag away', async () => {
  const { users } = usersWith(ANN)
  const tags = []
  for (const emailKey of ['ann@example.com', 'other@example.com'])
    tags.push((await users.update('usr_1', value => value && { ...value, emailKey })).stored?.value.emailTag)
  expect(new Set(tags).size).toBe(2)
})

it('a change that was on its way when an account was erased brings nothing back', async () => {
  const { documents, users } = usersWith(ANN)
  await users.update('usr_1', (value, rev) => value && erased({ value, rev }, 1))
  const left = documents.get('usr_1')?.value
  await users.update('usr_1', (value, rev) => value && changed({ value, rev }, ANN))
  const { revision: _grown, emailTag: _same, ...after } = documents.get('usr_1')?.value ?? {}
  expect(left).toMatchObject(after)
  expect(JSON.stringify(documents.get('usr_1'))).not.toMatch(/ann|ADMIN/i)
})

it('what an account owes to the audit stays owed', async () => {
  const owedAudit = { sinceMs: 1, entries: [] }
  const { documents, users } = usersWith(ANN)
  await users.update(
    'usr_1',
    (value, rev) => value && Object.assign(erased({ value, rev }, 1), { owedAudit }),
  )
  expect(documents.get('usr_1')?.value).toMatchObject({ owedAudit })
})
