import type { Surroundings } from '../surroundings.ts'

const FIRST_WAIT_MS = 2
const LONGEST_WAIT_MS = 100
/** How long something is tried that others keep from succeeding, or that is not to be seen yet. */
const PATIENCE_MS = 4_000

/** Yields for each try: at once, then after growing jittered waits, until the patience is over. */
export async function* tries({ now, sleep, random }: Surroundings): AsyncGenerator<void> {
  const deadline = now() + PATIENCE_MS
  for (let longest = FIRST_WAIT_MS; ; longest = Math.min(longest * 2, LONGEST_WAIT_MS)) {
    yield
    if (now() >= deadline) return
    await sleep(longest * (0.5 + random() / 2))
  }
}
