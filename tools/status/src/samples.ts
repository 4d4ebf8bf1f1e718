/** The series of a page of metrics, by name with labels as the page has them: `rewards_claims_open{state="REQUESTED"}`. */
export type Samples = ReadonlyMap<string, number>

/** Reads Prometheus' text format; what is no series is left out. */
export function samplesIn(text: string): Samples {
  const series = text.split('\n').flatMap(line => {
    const at = line.lastIndexOf(' ')
    return line.startsWith('#') || at < 0 ? [] : [[line.slice(0, at), Number(line.slice(at + 1))] as const]
  })
  return new Map(series)
}

/** The sum over all labels that contain these words; `undefined` when there is no such series. */
export function sumOf(samples: Samples, name: string, ...words: readonly string[]): number | undefined {
  const found = [...samples].filter(
    ([series]) => series.split('{', 1)[0] === name && words.every(word => series.includes(`"${word}"`)),
  )
  return found.length === 0 ? undefined : found.reduce((sum, [, value]) => sum + value, 0)
}

/** The value of a label of the first series of this name. */
export function labelOf(samples: Samples, name: string, label: string): string | undefined {
  const series = [...samples.keys()].find(key => key.startsWith(`${name}{`))
  return series && new RegExp(`[{,]${label}="([^"]*)"`).exec(series)?.[1]
}
