/** How often something was tried, as far as it is remembered. */
export interface Count {
  readonly tries: number
  /** When the last one was. */
  readonly atMs: number
  /** From this moment on it is forgotten. */
  readonly endsAtMs: number
}

/** When one more try is too many, and what becomes of a count. */
export interface Rule {
  /** For how many ms nothing more is allowed; 0 or less: it is. */
  waitMs(count: Count, nowMs: number): number
  /** With one more try. */
  counted(before: Count | undefined, nowMs: number): Count
  /** After a try that proved to be no attack; `undefined`: nothing is held against anybody any more. */
  forgiven(count: Count): Count | undefined
}

/** A try that was none after all. */
export function untried(count: Count): Count | undefined {
  return count.tries > 1 ? { ...count, tries: count.tries - 1 } : undefined
}

/** So many in such a time, which begins with the first of them. */
export function atMost({ calls, perMs }: { readonly calls: number; readonly perMs: number }): Rule {
  return {
    waitMs: ({ tries, endsAtMs }, nowMs) => (tries >= calls ? endsAtMs - nowMs : 0),
    counted: (before, nowMs) => ({
      tries: (before?.tries ?? 0) + 1,
      atMs: nowMs,
      endsAtMs: before?.endsAtMs ?? nowMs + perMs,
    }),
    forgiven: untried,
  }
}

const SHORTEST_WAIT_MS = 1_000
/** Without a further try. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000

/** So many at once; then a wait after each, 1 s at first and twice as long each time, up to the longest. */
export function slower({ free, longestMs }: { readonly free: number; readonly longestMs: number }): Rule {
  const pauseMs = (tries: number) =>
    tries < free ? 0 : Math.min(SHORTEST_WAIT_MS * 2 ** (tries - free), longestMs)
  return {
    waitMs: ({ tries, atMs }, nowMs) => atMs + pauseMs(tries) - nowMs,
    counted(before, nowMs) {
      const tries = (before?.tries ?? 0) + 1
      return { tries, atMs: nowMs, endsAtMs: nowMs + pauseMs(tries) + FORGOTTEN_AFTER_MS }
    },
    forgiven: () => undefined,
  }
}
