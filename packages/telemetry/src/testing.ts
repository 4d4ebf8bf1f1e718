import { createLogger } from '@rewards/process'
import { startTelemetry } from './start.ts'

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

/** A process that measures, for a test. */
export interface Measured extends AsyncDisposable {
  readonly url: string
  /** What its page shows now. */
  samples(): Promise<readonly Sample[]>
  /** The values of the series of this name, by the values of their labels: `GRANTED POINT` → 2. */
  values(name: string): Promise<Readonly<Record<string, number>>>
}

/** This process measures from now on, until it is disposed of. */
export async function startMeasuring(service = 'test'): Promise<Measured> {
  const stops: (() => Promise<void> | void)[] = []
  const life = {
    logger: createLogger({ service, level: 'silent' }),
    onStop: (_: string, stop: () => Promise<void> | void) => void stops.unshift(stop),
  }
  const config = { host: '127.0.0.1', metricsPort: 0, otlpEndpoint: undefined, traceRatio: 1 }
  const { metricsPort } = await startTelemetry(service, config, life)
  const url = `http://127.0.0.1:${metricsPort}/metrics`
  const samples = async () => samplesIn(await (await fetch(url)).text())
  return {
    url,
    samples,
    async values(name) {
      const found = (await samples()).filter(sample => sample.name === name)
      return Object.fromEntries(
        found.map(({ labels, value }) => [Object.values(labels).sort().join(' '), value]),
      )
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) await stop()
    },
  }
}
