import type { Session, SessionStore } from './session.ts'

/** Keeps the session in this program alone: it ends with it. */
export function memorySessions(): SessionStore {
  let kept: Session | undefined
  return {
    read: async () => kept,
    write: async session => {
      kept = session
    },
  }
}
