import type { Thing } from './things.ts'

/** How many writes each writing process has under way at once. */
export const CALLERS = 16
/** The document that all writing processes count in. */
export const SHARED = 'shared_1'

/** What a writing process inserts: derived from its name, so that a reader knows what must be there, whole. */
export function writtenBy(name: string, caller: number, round: number): { id: string; value: Thing } {
  const id = `${name}_${caller}_${round}`
  return { id, value: { group: name, at: round, body: Array.from({ length: 50 }, (_, n) => `${id} ${n}`) } }
}
