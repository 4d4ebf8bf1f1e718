export {
  createRewardsClient,
  type Registration,
  type RewardsClient,
  type RewardsClientOptions,
} from './create-rewards-client.ts'
export { type ItemOf, itemsOf, type ListMethod, pagesOf } from './pages.ts'
export { type FieldViolation, type RewardsCode, RewardsError } from './rewards-error.ts'
export type { ServiceClient, Services } from './services.ts'
export {
  type LocalStorageOptions,
  type Locks,
  localStorageSessions,
  type TextStorage,
} from './session/local-storage-sessions.ts'
export { memorySessions } from './session/memory-sessions.ts'
export type { Session, SessionStore } from './session/session.ts'
export type { Credentials, CredentialsSource } from './session/session-keeper.ts'
export type { WatchClaim, WatchOptions } from './watch-claim.ts'
