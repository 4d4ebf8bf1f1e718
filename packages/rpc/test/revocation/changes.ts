import type { AccessChanges, AccessChangesSource } from '../../src/index.ts'

const NONE: Omit<AccessChanges, 'readAtMs'> = { users: [], endedSessions: [], revokedKeyIds: [] }

/** Changes as auth would tell them, with nothing but what is named. */
export function changes(named: Partial<AccessChanges> = {}): AccessChanges {
  return { readAtMs: Date.now(), ...NONE, ...named }
}

/** What a caller is known by, unless said otherwise: ann's first token, made now. */
export function bearer(of: Partial<ReturnType<typeof defaults>> = {}) {
  return { ...defaults(), ...of }
}

function defaults() {
  return { userId: 'usr_ann', sessionId: 'ses_a', accessRevision: 1, keyId: 'k1', issuedAtMs: Date.now() }
}

/** An auth that is asked by a watch: what it tells can be changed, and whether it answers. */
export function fakeAuth() {
  const state = {
    told: [changes()] as readonly AccessChanges[],
    failure: undefined as Error | undefined,
    /** From when on it was asked, call by call. */
    asked: [] as number[],
    /** Says nothing, until its caller gives up. */
    silent: false,
  }
  const source: AccessChangesSource = async function* (sinceMs, signal) {
    state.asked.push(sinceMs)
    if (state.failure) throw state.failure
    if (state.silent)
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    yield* state.told
  }
  return { state, source }
}

/** Hints that are sent by hand. */
export function handHints() {
  const listeners = new Set<() => void>()
  return {
    send: () => listeners.forEach(listener => void listener()),
    onHint: (listener: () => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    listeners,
  }
}
