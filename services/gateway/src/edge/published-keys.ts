import type { Clock } from '@rewards/process'
import type { KeySource } from '@rewards/rpc'

/** How old a set may be before it is asked for again, and for how long others may keep it. Milliseconds. */
export const KEYS_FRESH_MS = 60_000

/**
 * The source's keys, remembered for a minute; and beyond it while the source fails. Rejects if there never were any. One
 * set; no hint drops it. An old one lacks a new key, for those who read the keys here; our own services ask auth.
 */
export function rememberKeys(source: KeySource, now: Clock): KeySource {
  let last: { readonly keys: Awaited<ReturnType<KeySource>>; readonly atMs: number } | undefined
  return async () => {
    // A clock that was set back must not keep old keys fresh.
    if (last && Math.abs(now() - last.atMs) < KEYS_FRESH_MS) return last.keys
    try {
      last = { keys: await source(), atMs: now() }
    } catch (error) {
      if (!last) throw error
    }
    return last.keys
  }
}
