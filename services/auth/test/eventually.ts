import { setTimeout as sleep } from 'node:timers/promises'

/** Resolves to what `attempt` gives once it no longer throws; rejects with its last error after 5 s. */
export async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  const endMs = Date.now() + 5_000
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > endMs) throw error
      await sleep(20)
    }
  }
}
