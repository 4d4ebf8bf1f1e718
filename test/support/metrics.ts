/** One series of a page of metrics. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"(?:,|$)/g

/** Reads Prometheus' text format; throws for a line that is none of it. */
export function samplesIn(text: string): Sample[] {
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return lines.map(line => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined) throw new Error(`not a line of metrics: ${line}`)
    const pairs = [...labels.matchAll(LABEL)].map(([, key = '', text = '']) => [key, text] as const)
    if (pairs.map(([key, text]) => `${key}="${text}"`).join() !== labels.replace(/,$/, ''))
      throw new Error(`not a list of labels: ${labels}`)
    return { name, labels: Object.fromEntries(pairs), value: Number(value) }
  })
}
