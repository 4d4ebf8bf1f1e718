/**
 * A message as it is made up: what JSON has, and two words more. It can be kept in a file and read by people, whatever
 * was made up, and is turned into JSON or protobuf only when it is sent.
 */
export type Tree = null | boolean | number | string | Raw | Long | readonly Tree[] | TreeRecord

export interface TreeRecord {
  readonly [key: string]: Tree
}

/** A text that is put into the JSON as it is, such as 1e999, which no JSON value is. */
export interface Raw {
  readonly $raw: string
}

/** A text that is this one, so many times. */
export interface Long {
  readonly $long: string
  readonly times: number
}

export function isRaw(tree: Tree): tree is Raw {
  return typeof tree === 'object' && tree !== null && '$raw' in tree
}

export function isLong(tree: Tree): tree is Long {
  return typeof tree === 'object' && tree !== null && '$long' in tree
}

export function isRecord(tree: Tree): tree is TreeRecord {
  return typeof tree === 'object' && tree !== null && !Array.isArray(tree) && !isRaw(tree) && !isLong(tree)
}

/** The tree with each text replaced by what `change` makes of it, and long ones written out. `path` is the way to the text. */
export function withTexts(tree: Tree, change: (text: string, path: string) => string, path = ''): Tree {
  if (typeof tree === 'string') return change(tree, path)
  if (isLong(tree)) return tree.$long.repeat(tree.times)
  if (Array.isArray(tree)) return tree.map((item: Tree) => withTexts(item, change, path))
  if (!isRecord(tree)) return tree
  const entries = Object.entries(tree).map(([key, item]) => [key, withTexts(item, change, `${path}.${key}`)])
  return Object.fromEntries(entries)
}

/** The tree as JSON, or as what is almost JSON where something raw is in it. */
export function jsonOf(tree: Tree): string {
  if (isRaw(tree)) return tree.$raw
  if (isLong(tree)) return JSON.stringify(tree.$long.repeat(tree.times))
  if (Array.isArray(tree)) return `[${tree.map(jsonOf).join(',')}]`
  if (!isRecord(tree)) return JSON.stringify(tree)
  return `{${Object.entries(tree)
    .map(([key, item]) => `${JSON.stringify(key)}:${jsonOf(item)}`)
    .join(',')}}`
}
