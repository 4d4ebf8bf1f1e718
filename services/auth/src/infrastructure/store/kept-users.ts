import type { OwedAudit } from '@rewards/audit'
import { type Collection, type Decide, readsOf } from '@rewards/store'
import { leftOf } from '../../domain/erasure.ts'
import { type HashKey, keyedHash } from '../../domain/keyed-hash.ts'
import { isDeleted } from '../../domain/standing.ts'
import type { User } from '../../domain/user.ts'

/**
 * The same users, whoever writes them. Each is written with the tag of its address, which is unique and stays when the address
 * is erased: so nobody signs up a second time by deleting the account in between, however the calls cross each other. And
 * one who is DELETED is written without whatever says who it was, by a change that was on its way as well.
 */
export function keptUsers(users: Collection<User>, hashKey: () => Promise<HashKey>): Collection<User> {
  return {
    ...readsOf(users),
    insertOnce: async (id, user) => users.insertOnce(id, tagged(user, undefined, await hashKey())),
    update: async (id, decide) => users.update(id, keeping(decide, await hashKey())),
    async updateMany(changes) {
      const key = await hashKey()
      return users.updateMany(changes.map(({ id, decide }) => ({ id, decide: keeping(decide, key) })))
    },
  }
}

function keeping(decide: Decide<User>, key: HashKey): Decide<User> {
  return (current, rev) => {
    const next = decide(current, rev)
    return next && kept(tagged(next, current, key))
  }
}

/** An account from before there were tags gets that of the address that it loses now. */
function tagged(next: User, current: User | undefined, key: HashKey): User {
  const emailKey = next.emailKey ?? current?.emailKey
  if (emailKey === undefined) return next
  return { ...next, emailTag: keyedHash(key, 'email', emailKey).toString('base64url') }
}

function kept(user: User & OwedAudit): User {
  const { owedAudit } = user
  return isDeleted(user) ? { ...leftOf(user), ...(owedAudit && { owedAudit }) } : user
}
