import type { Stored } from '@rewards/store'
import { changed, type User, withAccessChanged } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'

/**
 * Changes what a user may do: one write, which takes the tokens of before with it. `decide` gives the fields that change, or
 * `undefined` for none. Resolves to the user as they are then.
 */
export async function changeAccess(
  { users, now }: Pick<AuthPorts, 'users' | 'now'>,
  userId: string,
  decide: (user: User) => Partial<User> | undefined,
): Promise<Stored<User> | undefined> {
  const { stored } = await users.update(userId, (value, rev) => {
    const change = value && decide(value)
    return change && withAccessChanged(changed({ value, rev }, change), now())
  })
  return stored
}
