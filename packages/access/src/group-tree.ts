/** An organisation's groups by id, each with the group above it. */
export type GroupTree = Readonly<Record<string, GroupNode>>

export interface GroupNode {
  /** `''`: none is above it. */
  readonly parentId: string
}

/** How many levels of groups there may be. */
export const MOST_LEVELS = 16

/** The group and those above it, the nearest first. Ends after `MOST_LEVELS`, whatever the tree is. */
export function upwards(groups: GroupTree, groupId: string): readonly string[] {
  const way: string[] = []
  for (let at = groupId; at !== '' && groups[at] && way.length < MOST_LEVELS; at = groups[at]?.parentId ?? '')
    way.push(at)
  return way
}

/** How many levels there are from this group downwards, its own included; 0 when it is not there. */
export function levelsBelow(groups: GroupTree, groupId: string): number {
  const depths = Object.keys(groups).map(id => upwards(groups, id).indexOf(groupId) + 1)
  return Math.max(0, ...depths)
}

/** For each group those directly below it. */
export function childrenOf(groups: GroupTree): ReadonlyMap<string, readonly string[]> {
  return Map.groupBy(Object.keys(groups), id => groups[id]?.parentId ?? '')
}
