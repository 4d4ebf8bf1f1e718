import type { Stored } from '@rewards/store'
import { passwordWrong } from '../domain/account-errors.ts'
import { userNotFound } from '../domain/errors.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/** The account of somebody who shows once more, by the password, that it is theirs. Throws USER_NOT_FOUND, PASSWORD_WRONG, SIGN_IN_BUSY. */
export async function ownUser(
  { users, passwords }: Pick<AuthPorts, 'users' | 'passwords'>,
  userId: string,
  password: string,
  signal: AbortSignal,
): Promise<Stored<User>> {
  const user = await users.get(userId)
  if (!user) throw userNotFound(userId)
  if (!(await passwords.matches(password, user.value.passwordHash, signal))) throw passwordWrong()
  return user
}
