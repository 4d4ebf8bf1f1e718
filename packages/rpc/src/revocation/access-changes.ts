/** Some of the changes since a time: what makes tokens count no more before they expire. */
export interface AccessChanges {
  /** When the reading began of which this is a part; epoch ms of auth's clock. */
  readonly readAtMs: number
  readonly users: readonly ChangedUser[]
  readonly endedSessions: readonly EndedSession[]
  /** Every signing key that was revoked, whenever that was. */
  readonly revokedKeyIds: readonly string[]
}

/** A user whose tokens of a lower revision count no more. */
export interface ChangedUser {
  readonly userId: string
  readonly accessRevision: number
  readonly changedAtMs: number
}

/** A session whose tokens count no more. */
export interface EndedSession {
  readonly sessionId: string
  readonly endedAtMs: number
}

/** Reads the changes since a time, the oldest first, in at least one part. Throws when they cannot be had. */
export type AccessChangesSource = (sinceMs: number, signal: AbortSignal) => AsyncIterable<AccessChanges>
