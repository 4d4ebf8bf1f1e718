/** What a sign-in gave. Whoever has it can act as the user for 30 days: keep it like a password. */
export interface Session {
  readonly userId: string
  readonly accessToken: string
  readonly refreshToken: string
  /** Told at the next sign-in, which others' failed ones then do not hold up. Kept as long as the session is. */
  readonly deviceToken?: string
}

/** Where a session is kept. Several clients, in several tabs or processes, may share one place: they share the session. */
export interface SessionStore {
  /** Resolves to what is there; to `undefined` when nothing is, or nothing that can be read. Asked before every call. */
  read(): Promise<Session | undefined>
  /** Resolves when it is there, whole; `undefined` removes it. A rejection fails the call that needed a new token. */
  write(session: Session | undefined): Promise<void>
  /**
   * Runs `work` while nobody else who shares the place runs theirs, where that can be had. It saves calls and carries no
   * promise: the same refresh token, sent twice, gives the same successor.
   */
  exclusively?<T>(work: () => Promise<T>): Promise<T>
}

/** Reads what `stored` gave. `undefined` for anything else. */
export function parseSession(text: string): Session | undefined {
  try {
    const { userId, accessToken, refreshToken, deviceToken } = JSON.parse(text)
    const session = { userId, accessToken, refreshToken }
    if (!Object.values(session).every(value => typeof value === 'string')) return undefined
    return typeof deviceToken === 'string' ? { ...session, deviceToken } : session
  } catch {
    return undefined // half of a file, or somebody else's: to sign in again mends it
  }
}
