import type { Collection, Document, PageQuery, Position, Stored } from '@rewards/store'

/** Where pages can be had: a collection, or a view of one that leaves documents out. */
export type Pages<T extends Document> = Pick<Collection<T>, 'page'>

/** The time by which a list is ordered: its index's last field, epoch ms. */
export type TimeOf<T> = (value: T) => number

/** Where a document stands in a list that is ordered by time and then id: the end of its position in any index of that list. */
export type Place = readonly [timeMs: number, id: string]

export function placeOf<T>({ id, value }: Stored<T>, timeOf: TimeOf<T>): Place {
  return [timeOf(value), id]
}

/** Negative when `a` comes before `b` in that order. */
export function comparePlaces([aMs, aId]: Place, [bMs, bId]: Place, order: PageQuery['order']): number {
  const ascending = aMs === bMs ? Number(aId > bId) - Number(aId < bId) : aMs - bMs
  return order === 'desc' ? -ascending : ascending
}

/** The position of a place in an index whose leading fields are fixed. */
export function positionOf({ equals = {} }: Pick<PageQuery, 'equals'>, place: Place): Position {
  return [...Object.values(equals), ...place]
}
