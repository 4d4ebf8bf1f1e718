/** What a client takes from the machine; tests give their own. */
export interface Surroundings {
  /** A clock that only runs forward, milliseconds from anywhere. */
  readonly now: () => number
  /** At least 0, less than 1. */
  readonly random: () => number
  /** Resolves after so many milliseconds; rejects with the signal's reason. */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>
  /** A key that nobody made before. */
  readonly newKey: () => string
}

/** The real ones, in Node and in browsers. */
export const surroundings: Surroundings = {
  now: () => performance.now(),
  random: Math.random,
  sleep,
  newKey,
}

function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const give = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', give)
      resolve()
    }, ms)
    signal?.addEventListener('abort', give, { once: true })
  })
}

/** Not `crypto.randomUUID`: browsers have that only on pages that came over TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}
