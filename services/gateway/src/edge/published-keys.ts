import type { Clock } from '@rewards/process'
import type { KeySource } from '@rewards/rpc'

/** How old a set may be before it is asked for again, and for how long others may keep it. Milliseconds. */
export const KEYS_FRESH_MS = 60_000

/** The source's keys, remembered for a minute; and beyond it while the source fails. Rejects if there never were any. */
export function rememberKeys(source: KeySource, now: Clock): KeySource {
  let last: { readonly keys: Awaited<ReturnType<KeySource>>; readonly atMs: number } | undefined
  return async () => {
    if (last && now() - last.atMs < KEYS_FRESH_MS) return last.keys
    try {
      last = { keys: await source(), atMs: now() }
    } catch (error) {
      if (!last) throw error
    }
    return last.keys
  }
}
