import { parseSession, type SessionStore } from './session.ts'

/** What is needed of a browser's `localStorage`. */
export interface TextStorage {
  getItem(name: string): string | null
  setItem(name: string, value: string): void
  removeItem(name: string): void
}

/** What is needed of a browser's `navigator.locks`. */
export interface Locks {
  request<T>(name: string, options: { readonly signal: AbortSignal }, work: () => Promise<T>): Promise<T>
}

export interface LocalStorageOptions {
  /** The item's name. Default `rewards.session`. Two clients on one page that act for two users need two. */
  readonly name?: string
  /** Default the page's own. */
  readonly storage?: TextStorage
  /** Default the page's own, where the browser has them: pages that came over TLS. */
  readonly locks?: Locks | undefined
}

/**
 * Keeps the session in a browser, for all tabs of the page's origin, over reloads: who signs in or out in one tab does so in
 * all. Every script of the origin can read it.
 */
export function localStorageSessions(options: LocalStorageOptions = {}): SessionStore {
  const { name = 'rewards.session', storage = globalThis.localStorage } = options
  const locks = 'locks' in options ? options.locks : (globalThis.navigator?.locks as Locks | undefined)
  return {
    read: async () => parseSession(storage.getItem(name) ?? ''),
    write: async session => {
      if (session) storage.setItem(name, JSON.stringify(session))
      else storage.removeItem(name)
    },
    ...(locks && { exclusively: work => inTurn(locks, name, work) }),
  }
}

/** So long a tab waits for the others; one that hangs keeps the lock. */
const TURN_WITHIN_MS = 5_000

async function inTurn<T>(locks: Locks, name: string, work: () => Promise<T>): Promise<T> {
  let isOurTurn = false
  const begin = () => {
    isOurTurn = true
    return work()
  }
  try {
    return await locks.request(name, { signal: AbortSignal.timeout(TURN_WITHIN_MS) }, begin)
  } catch (error) {
    if (isOurTurn) throw error
    return work()
  }
}
