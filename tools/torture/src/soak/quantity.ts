import type { Point } from './slope.ts'

/** What is looked at. */
export const KINDS = {
  memory: { title: 'Memory', unit: 'MB', least: 20 },
  handles: { title: 'Open handles', unit: 'handles', least: 20 },
  lag: { title: "Consumers' lag", unit: 'messages', least: 500 },
  file: { title: 'Files', unit: 'bytes a claim', least: 500 },
} as const
export type Kind = keyof typeof KINDS

/** A value of something, such as the memory of `event-2`. */
export interface Reading extends Point {
  readonly kind: Kind
  readonly of: string
}

/** All that was read of one thing. */
export interface Quantity {
  readonly kind: Kind
  readonly of: string
  readonly points: readonly Point[]
}

/** Puts together what is of the same thing; pure. */
export function quantitiesOf(readings: readonly Reading[]): Quantity[] {
  return [...Map.groupBy(readings, ({ kind, of }) => `${kind} ${of}`).values()].flatMap(all => {
    const [first] = all
    const points = all.map(({ at, value, life }) => ({ at, value, life }))
    return first ? [{ kind: first.kind, of: first.of, points }] : []
  })
}
