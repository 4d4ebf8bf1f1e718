import type { Stored } from '@rewards/store'
import { used } from '../domain/standing.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** Notes that the account was used now, which wakes it when it is DORMANT. Gives it as it is then. */
export async function noteUse(
  { users, dormantAfterMs, now }: Pick<AuthPorts, 'users' | 'dormantAfterMs' | 'now'>,
  user: Stored<User>,
): Promise<Stored<User>> {
  // Most uses are not worth a write.
  if (!used(user, dormantAfterMs, now())) return user
  const { stored = user } = await users.update(
    user.id,
    (value, rev) => value && used({ value, rev }, dormantAfterMs, now()),
  )
  return stored
}
