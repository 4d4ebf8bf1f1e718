/** What a query of Prometheus names. */
export interface Named {
  /** Those it selects. */
  readonly metrics: readonly string[]
  /** Those it filters, groups or joins by. */
  readonly labels: readonly string[]
}

const WORDS = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'offset', 'bool'])

/** Reads them off a query; for what our queries use of the language, no more. */
export function namedBy(query: string): Named {
  const plain = query.replace(/"(?:[^"\\]|\\.)*"/g, '""')
  const selectors = [...plain.matchAll(/\{([^}]*)\}/g)].map(([, inside = '']) => inside)
  const filtered = selectors.flatMap(inside =>
    [...inside.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
  )
  const lists = [...plain.matchAll(/\b(?:by|on|without|ignoring)\s*\(([^)]*)\)/g)].map(
    ([, inside = '']) => inside,
  )
  const grouped = lists.flatMap(inside => inside.split(',').map(label => label.trim()))
  const outside = plain
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replace(/\b(?:by|on|without|ignoring)\s*\([^)]*\)/g, '')
  const metrics = [...outside.matchAll(/[a-zA-Z_:][\w:]*(?!\s*\(|[\w:])/g)].map(([word]) => word)
  return {
    metrics: [...new Set(metrics.filter(word => !WORDS.has(word)))],
    labels: [...new Set([...filtered, ...grouped].filter(label => label !== ''))],
  }
}
