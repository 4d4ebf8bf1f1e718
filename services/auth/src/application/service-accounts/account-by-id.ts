import type { Stored } from '@rewards/store'
import type { ServiceAccount } from '../../domain/service-account.ts'
import { serviceAccountNotFound } from '../../domain/service-account-errors.ts'
import type { StoredUser, User } from '../../domain/user.ts'
import type { AuthPorts } from '../ports.ts'

/** A user who is a program, as it lies in the store. */
export type StoredAccount = Stored<User & { readonly serviceAccount: ServiceAccount }>

/** The account if there is one. Throws SERVICE_ACCOUNT_NOT_FOUND, for people too. */
export function asAccount(serviceAccountId: string, user: Stored<User> | undefined): StoredAccount {
  const { serviceAccount } = user?.value ?? {}
  if (!user || !serviceAccount) throw serviceAccountNotFound(serviceAccountId)
  return { ...user, value: { ...user.value, serviceAccount } }
}

/** Changes an account by one guarded write; `undefined` leaves it. Throws SERVICE_ACCOUNT_NOT_FOUND, and what `decide` throws. */
export async function changeServiceAccount(
  { users }: Pick<AuthPorts, 'users'>,
  id: string,
  decide: (account: StoredUser) => User | undefined,
): Promise<StoredAccount> {
  const { stored } = await users.update(id, (value, rev) =>
    value?.serviceAccount ? decide({ rev, value }) : undefined,
  )
  return asAccount(id, stored)
}
