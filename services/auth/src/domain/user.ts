import type { Bindings } from './bindings.ts'
import type { EmailProof } from './email-proof.ts'
import type { MailedSecret } from './mailed-secret.ts'
import type { Memberships } from './membership.ts'
import type { Metadata } from './metadata/metadata.ts'
import type { Player } from './player.ts'
import type { RoleSet } from './role.ts'
import type { ServiceAccount } from './service-account.ts'
import type { Standing } from './standing.ts'

/** A user as it lies in the store. */
export interface StoredUser {
  readonly rev: number
  readonly value: User
}

/** An account. Its id is `usr_…`. Fields that may be absent came later, and are absent where nothing set them. */
export interface User {
  /** Absent: a person, who signs in with a password. A program signs in with API keys, a player with their partner. */
  readonly kind?: 'SERVICE' | 'PLAYER'
  /** Of each that is a program. */
  readonly serviceAccount?: ServiceAccount
  /** Of each that is a partner's player. */
  readonly player?: Player
  /** As it was given, without blanks around it. People have one. */
  readonly email?: string
  /** What addresses are compared by; unique. */
  readonly emailKey?: string
  /** A keyed hash of that; unique, and kept when the address is erased. */
  readonly emailTag?: string
  readonly displayName: string
  /** With the parameters it was made with; never leaves the service. People have one. */
  readonly passwordHash?: string
  readonly roles: RoleSet
  readonly createdAtMs: number
  /** The groups that the user is a direct member of. */
  readonly groups?: Memberships
  /** Roles held within a group, until a time, or of those that are not built in. */
  readonly bindings?: Bindings
  /** What CreateUser was asked for, but for the password: a hash. Absent for those who signed up themselves. */
  readonly requestFingerprint?: string
  /** Told to callers; absent while no write was one that they do not see: then it is the document's. */
  readonly revision?: number
  /** Grows with each change of what the user may do; absent: 1, nothing has changed since the beginning. */
  readonly accessRevision?: number
  /** When that was; tokens that were given before say what is no longer so. */
  readonly accessChangedAtMs?: number
  /** How the account stands; absent: ACTIVE since it was made. */
  readonly standing?: Standing
  /** When the account was used, to a day; only while it is ACTIVE. */
  readonly usedAtMs?: number
  /** Since when an account that was erased owes the end of its sessions, which know where they were used. */
  readonly erasureOwedSinceMs?: number
  /** Whether the account is PENDING until its address is verified. */
  readonly mustVerify?: true
  /** When a token that was mailed to the address came back. */
  readonly emailVerifiedAtMs?: number
  /** What names are searched by. */
  readonly displayNameKey?: string
  /** A language tag (BCP 47), canonical. */
  readonly locale?: string
  /** A time zone by its IANA name. */
  readonly timeZone?: string
  readonly metadata?: Metadata
  readonly emailProof?: EmailProof
  /** The token that was mailed to set a new password with. */
  readonly passwordReset?: MailedSecret
  /** Of the sessions that count; absent: 0 (`session-epoch.ts`). */
  readonly sessionEpoch?: number
  /** The session that went on when the epoch changed. */
  readonly keptSessionId?: string
}

/** The administrator that is made when there is none. */
export const FIRST_ADMIN_ID = 'usr_first_admin'

/** As whom auth itself calls other services. Names no document. */
export const AUTH_SERVICE_ID = 'usr_auth_service'

/** The user's revision as callers know it. */
export function revisionOf({ rev, value }: StoredUser): number {
  return value.revision ?? rev
}

/** The user after a change that callers see. */
export function changed(user: StoredUser, change: Partial<User>): User {
  return { ...user.value, ...change, revision: revisionOf(user) + 1 }
}

/** The user after a write that callers do not see: the revision stays. */
export function noted(user: StoredUser, change: Partial<User>): User {
  return { ...user.value, ...change, revision: revisionOf(user) }
}

export function accessRevisionOf({ accessRevision = 1 }: User): number {
  return accessRevision
}

/** The user after a change of what they may do: tokens that were given before lose their worth. */
export function withAccessChanged(user: User, nowMs: number): User {
  return { ...user, accessRevision: accessRevisionOf(user) + 1, accessChangedAtMs: nowMs }
}
