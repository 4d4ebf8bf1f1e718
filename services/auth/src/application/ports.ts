import type { AuditedCall } from '@rewards/audit'
import type { Collection } from '@rewards/store'
import type { AccessClaims } from '../domain/access-token.ts'
import type { Administrators } from '../domain/administrators.ts'
import type { CustomRoles } from '../domain/custom-roles.ts'
import type { Groups } from '../domain/groups.ts'
import type { KeyRing, SigningKey } from '../domain/key-ring.ts'
import type { GroupPerson } from '../domain/membership.ts'
import type { MetadataSchema } from '../domain/metadata/metadata.ts'
import type { IsCommonPassword } from '../domain/password.ts'
import type { Origin, Session, SessionLives, Visit } from '../domain/session.ts'
import type { User } from '../domain/user.ts'
import type { KeyedHash } from './keyed-hash.ts'
import type { Limiter } from './limiter.ts'
import type { Mailer, MailKind } from './mails.ts'

/** What the use cases need of the world. */
export interface AuthPorts {
  readonly users: Collection<User>
  readonly sessions: Collection<Session>
  readonly administrators: Collection<Administrators>
  readonly keyRings: Pick<Collection<KeyRing>, 'get' | 'update'>
  readonly metadataSchemas: Collection<MetadataSchema>
  readonly customRoles: Pick<Collection<CustomRoles>, 'get' | 'update'>
  readonly groupTrees: Pick<Collection<Groups>, 'get' | 'update'>
  readonly groupPeople: Collection<GroupPerson>
  /** Every permission that there is. */
  readonly permissions: readonly string[]
  /** Those that can be held within a group. */
  readonly scopedPermissions: readonly string[]
  readonly passwords: Passwords
  readonly limiter: Limiter
  readonly keyedHash: KeyedHash
  readonly newSigningKey: () => Promise<Omit<SigningKey, 'signsFromMs'>>
  /** The access token: the claims, signed with the key. */
  readonly signAccessToken: (claims: AccessClaims, key: SigningKey) => Promise<string>
  readonly activities: Activities
  readonly subjectTokens: Readonly<Record<SubjectTokenType, SubjectTokens>>
  /** For how long a key signs. */
  readonly keyRotationMs: number
  /** How long sessions last. */
  readonly sessionLives: SessionLives
  /** Notes why condition did not confirm a session's visits; they stay owed. */
  readonly visitsUndelivered: (sessionId: string, error: unknown) => void
  /** Who has not used the account for so long is DORMANT. */
  readonly dormantAfterMs: number
  /** Whether who signs up is PENDING until the address is verified. */
  readonly verifiesEmail: boolean
  readonly mailer: Mailer
  /** Notes why a mail to this user was not taken. */
  readonly mailUndelivered: (userId: string, kind: MailKind, error: unknown) => void
  /** Does the work without anybody waiting for it; what it fails with is noted. Throws MAIL_BUSY when too much is under way. */
  readonly afterAnswer: (work: () => Promise<void>) => void
  /** 32 random bytes, base64url. */
  readonly newSecret: () => string
  /** `kind_…`, unique. */
  readonly newId: (kind: string) => string
  /** Epoch ms. */
  readonly now: () => number
  /** 0 (included) to 1 (excluded), for jitter alone. */
  readonly random: () => number
}

/** Hashes, slow on purpose: both that do throw SIGN_IN_BUSY when too many are waiting, and the signal's reason when it aborts. */
export interface Passwords {
  readonly isCommon: IsCommonPassword
  /** Whether a hash was made at another cost than those made now. */
  isOutdated(hash: string): boolean
  hash(password: string, signal: AbortSignal): Promise<string>
  /** Without a hash the answer is false, after the same work. */
  matches(password: string, hash: string | undefined, signal: AbortSignal): Promise<boolean>
}

/** Where a call came from, as far as it is told; it decides nothing but how many of them are too many. */
export interface CameFrom {
  /** For people, who look through their sessions. */
  readonly origin: Origin
  /** What the audit is to know of the call, should it show that a token is in the wrong hands. */
  readonly call?: AuditedCall
  /** The network of its address. */
  readonly network?: string | undefined
}

/** Where visits go. */
export interface Activities {
  /** Resolves when all of them are recorded, now or earlier; rejects soon when that cannot be had. At most 1,000. */
  record(userId: string, visits: readonly Visit[]): Promise<void>
}

/** What a partner may know a player by. */
export type SubjectTokenType = 'PLAYER_ID'

/**
 * Whose the subject tokens of one type are. Sign-in with outside OpenID providers comes in here: a type of its own in the
 * contract, and an adapter that checks the ID token and gives its subject. Nothing else has to know of it.
 */
export interface SubjectTokens {
  /** The player's id at this partner. Throws when the token is not believed. */
  subjectOf(subjectToken: string, partner: string): Promise<string>
}
