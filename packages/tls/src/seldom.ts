/** How long one line stands for those like it. */
const QUIET_MS = 10_000

/**
 * A way to log what strangers, or attempts in a loop, cause, and as often as they like: the first line of a reason, and
 * then at most one every 10 s, which tells how many were left out (`more`). Remembers the last 100 reasons.
 */
export function seldom<L extends { readonly reason: string }>(
  log: (line: L & { readonly more: number }) => void,
  now: () => number = Date.now,
): (line: L) => void {
  const last = new Map<string, { at: number; more: number }>()
  return line => {
    const before = last.get(line.reason)
    if (before && now() - before.at < QUIET_MS) {
      before.more += 1
      return
    }
    if (last.size >= 100) last.clear()
    last.set(line.reason, { at: now(), more: 0 })
    log({ ...line, more: before?.more ?? 0 })
  }
}
