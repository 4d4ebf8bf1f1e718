import { roleSet } from './role.ts'
import { changed, noted, type StoredUser, type User, withAccessChanged } from './user.ts'

/** The account after its person was erased. Its tokens count no more. */
export function erased(user: StoredUser, nowMs: number): User {
  const gone = { standing: { state: 'DELETED', sinceMs: nowMs }, erasureOwedSinceMs: nowMs } as const
  return withAccessChanged(leftOf(changed(user, gone)), nowMs)
}

/** The account when its sessions have ended; `undefined` when it owes nothing. */
export function erasureSettled(user: StoredUser): User | undefined {
  const { erasureOwedSinceMs, ...rest } = noted(user, {})
  return erasureOwedSinceMs === undefined ? undefined : rest
}

/**
 * What may stay of an account whose person is erased: that it was there, and since when it is no more. What is not named here
 * is gone, and so will be whatever accounts come to say besides. Its address lives on as a keyed hash alone (`emailTag`),
 * which lets nobody in and keeps the address from being taken again.
 */
export function leftOf(user: User): User {
  const { kind, emailTag, createdAtMs, standing, revision, accessRevision, accessChangedAtMs } = user
  const { erasureOwedSinceMs } = user
  return {
    ...(kind !== undefined && { kind }),
    ...(emailTag !== undefined && { emailTag }),
    displayName: '',
    roles: roleSet([]),
    createdAtMs,
    ...(standing !== undefined && { standing }),
    ...(revision !== undefined && { revision }),
    ...(accessRevision !== undefined && { accessRevision }),
    ...(accessChangedAtMs !== undefined && { accessChangedAtMs }),
    ...(erasureOwedSinceMs !== undefined && { erasureOwedSinceMs }),
  }
}
