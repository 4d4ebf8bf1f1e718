import { parseArgs } from 'node:util'

/** How the provider of a run behaves. Percentages are of 0 to 100. */
export interface ProviderBehaviour {
  /** What it remembers under a key: its first answer, or a success alone. */
  readonly keys: 'final' | 'success-only'
  /** Half of it before it pays, half between that and the answer. Milliseconds. */
  readonly latencyMs: number
  /** Of the keys that are new, refused; where only successes are remembered, for this time. */
  readonly rejectPercent: number
  /** Of the calls, failed before anything is paid. */
  readonly failPercent: number
  /** Of what is paid or refused, the answer lost: written to the ledger, and the connection cut. */
  readonly lostPercent: number
}

/** Slow, failing now and then, losing answers of what it paid, and rejecting some for good. */
export const MISBEHAVING: ProviderBehaviour = {
  keys: 'final',
  latencyMs: 50,
  rejectPercent: 10,
  failPercent: 5,
  lostPercent: 10,
}

/** The behaviour as arguments of the provider's process. */
export function argumentsOf(behaviour: ProviderBehaviour): string[] {
  const { keys, latencyMs, rejectPercent, failPercent, lostPercent } = behaviour
  return [
    `--keys=${keys}`,
    `--latency-ms=${latencyMs}`,
    `--reject-percent=${rejectPercent}`,
    `--fail-percent=${failPercent}`,
    `--lost-percent=${lostPercent}`,
  ]
}

/** What the process was started with. */
export interface ProviderArguments {
  readonly behaviour: ProviderBehaviour
  /** 0: any. */
  readonly port: number
  readonly ledger: string
}

const text = (value: string) => ({ type: 'string', default: value }) as const

const OPTIONS = {
  keys: text('final'),
  'latency-ms': text('0'),
  'reject-percent': text('0'),
  'fail-percent': text('0'),
  'lost-percent': text('0'),
  port: text('0'),
  ledger: text('ledger.jsonl'),
} as const

/** Throws for what is no argument of it, or no number where one belongs. */
export function parseProviderArguments(args: readonly string[]): ProviderArguments {
  const { values } = parseArgs({ args: [...args], options: OPTIONS })
  const { keys } = values
  if (keys !== 'final' && keys !== 'success-only')
    throw new Error(`--keys is ${JSON.stringify(keys)}; allowed are final and success-only`)
  const number = (name: Exclude<keyof typeof OPTIONS, 'keys' | 'ledger'>) => {
    if (/^\d{1,5}$/.test(values[name])) return Number(values[name])
    throw new Error(`--${name} is ${JSON.stringify(values[name])}; allowed is a whole number`)
  }
  const behaviour = {
    keys,
    latencyMs: number('latency-ms'),
    rejectPercent: number('reject-percent'),
    failPercent: number('fail-percent'),
    lostPercent: number('lost-percent'),
  } as const
  return { behaviour, port: number('port'), ledger: values.ledger }
}
