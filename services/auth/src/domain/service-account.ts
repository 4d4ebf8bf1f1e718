import { type ApiKey, type PresentedKey, usableKey, usedAt } from './api-key.ts'
import { apiKeyNotFound, tooManyApiKeys } from './service-account-errors.ts'
import { allowanceOf } from './standing.ts'
import { changed, noted, type StoredUser, type User, withAccessChanged } from './user.ts'

/** What the document of a user who is a program has beside the others: one document, so that each change is one guarded write. */
export interface ServiceAccount {
  /** Whose players it may get tokens for. */
  readonly partner?: string
  /** Its keys are refused. */
  readonly disabled?: true
  /** The oldest first; at most `MOST_API_KEYS`. */
  readonly apiKeys: readonly ApiKey[]
}

/** Enough for every deployment and region of one program, few enough for one document. */
export const MOST_API_KEYS = 20

/** The account with one more key; expired ones are forgotten. Throws TOO_MANY_API_KEYS. */
export function withKey(user: StoredUser, key: ApiKey, nowMs: number): User {
  return withKeys(user, [...keysOf(user).filter(isGoodAt(nowMs)), key])
}

/** The account with `next` beside a key of it that ends by `endsAtMs`. Throws API_KEY_NOT_FOUND, TOO_MANY_API_KEYS. */
export function withSuccessor(
  user: StoredUser,
  keyId: string,
  { next, endsAtMs }: { readonly next: ApiKey; readonly endsAtMs: number },
  nowMs: number,
): User {
  goodKey(user, keyId, nowMs)
  const ending = keysOf(user).map(key =>
    key.keyId === keyId ? { ...key, expiresAtMs: Math.min(key.expiresAtMs, endsAtMs) } : key,
  )
  return withKeys(user, [...ending.filter(isGoodAt(nowMs)), next])
}

/** The account without this key and without the tokens that it was exchanged for; `undefined` when it has no such key. */
export function withoutKey(user: StoredUser, keyId: string, nowMs: number): User | undefined {
  const left = keysOf(user).filter(key => key.keyId !== keyId)
  return left.length === keysOf(user).length ? undefined : withAccessChanged(withKeys(user, left), nowMs)
}

/** A key of the account by its id, if it is still good. Throws API_KEY_NOT_FOUND. */
export function goodKey(user: StoredUser, keyId: string, nowMs: number): ApiKey {
  const key = keysOf(user).find(each => each.keyId === keyId && nowMs < each.expiresAtMs)
  if (!key) throw apiKeyNotFound(keyId)
  return key
}

/** Whether the key was good, and if so the account as it shall be; `next` is absent when nothing changes. */
export interface KeyUse {
  readonly key: ApiKey
  readonly next?: User
}

/** What presenting this key to the account comes to; `undefined` when it is refused. */
export function useKey(user: StoredUser, presented: PresentedKey, nowMs: number): KeyUse | undefined {
  const { serviceAccount } = user.value
  if (!serviceAccount || serviceAccount.disabled) return undefined
  const key = usableKey(serviceAccount.apiKeys, presented, nowMs)
  if (!key) return undefined
  const used = usedAt(key, nowMs)
  if (!used) return { key }
  const apiKeys = serviceAccount.apiKeys.map(each => (each === key ? used : each))
  return { key, next: noted(user, { serviceAccount: { ...serviceAccount, apiKeys } }) }
}

/** Whose players the account may get tokens for now; `undefined`: nobody's. */
export function partnerOf(user: User, nowMs: number): string | undefined {
  const { serviceAccount } = user
  const mayAct = serviceAccount?.disabled !== true && allowanceOf(user, nowMs) === 'everything'
  return mayAct ? serviceAccount?.partner : undefined
}

function keysOf({ value }: StoredUser): readonly ApiKey[] {
  return value.serviceAccount?.apiKeys ?? []
}

function withKeys(user: StoredUser, apiKeys: readonly ApiKey[]): User {
  if (apiKeys.length > MOST_API_KEYS) throw tooManyApiKeys(MOST_API_KEYS)
  return changed(user, { serviceAccount: { ...user.value.serviceAccount, apiKeys } })
}

function isGoodAt(nowMs: number): (key: ApiKey) => boolean {
  return key => nowMs < key.expiresAtMs
}

/** What of an account may be changed; `undefined` leaves it. */
export interface Wanted {
  readonly displayName?: string | undefined
  readonly disabled?: boolean | undefined
}

export function isAsWanted({ value }: StoredUser, { displayName, disabled }: Wanted): boolean {
  const isDisabled = value.serviceAccount?.disabled ?? false
  return (displayName ?? value.displayName) === value.displayName && (disabled ?? isDisabled) === isDisabled
}

/** The account as it is wanted. Tokens that were given before a disabling are worth nothing after it. */
export function withWanted(user: StoredUser, { displayName, disabled }: Wanted, nowMs: number): User {
  const { disabled: was, ...account } = user.value.serviceAccount ?? { apiKeys: [] }
  const serviceAccount = { ...account, ...((disabled ?? was) && { disabled: true as const }) }
  const next = changed(user, { serviceAccount, ...(displayName !== undefined && { displayName }) })
  return disabled && !was ? withAccessChanged(next, nowMs) : next
}
