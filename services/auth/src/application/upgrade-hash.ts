import { RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { noted, type User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

/**
 * Hashes a password that was just found right anew, when it was hashed at another cost than today's: only now is it known.
 * When too many are waiting it is left to the next sign-in.
 */
export async function upgradeHash(
  { users, passwords }: Pick<AuthPorts, 'users' | 'passwords'>,
  user: Stored<User>,
  password: string,
  signal: AbortSignal,
): Promise<void> {
  const { passwordHash: before } = user.value
  if (before === undefined || !passwords.isOutdated(before)) return
  const passwordHash = await passwords.hash(password, signal).catch(leaveWhenBusy)
  if (passwordHash === undefined) return
  await users.update(user.id, (value, rev) =>
    value?.passwordHash === before ? noted({ value, rev }, { passwordHash }) : undefined,
  )
}

function leaveWhenBusy(error: unknown): undefined {
  if (!(error instanceof RewardsError && error.kind === 'resource_exhausted')) throw error
}
