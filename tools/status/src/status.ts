import { labelOf, type Samples, sumOf } from './samples.ts'

/** A process and its metrics; `undefined` when it did not answer. */
export interface Seen {
  readonly name: string
  readonly samples: Samples | undefined
}

/** A system at a glance. */
export interface Status {
  readonly lines: readonly string[]
  /** What is not as it should be, one sentence each; empty: healthy. */
  readonly problems: readonly string[]
}

/** What is owed for longer has been asked for many times, in vain. */
const OLDEST_OWED_S = 60
const MOST_LAG = 1_000

const COLUMNS = ['process', 'version', 'up', 'calls', 'owed', 'oldest', 'lag', 'dead letters'] as const

/** Judges what was seen; pure. */
export function statusOf(seen: readonly Seen[]): Status {
  const rows = [COLUMNS, ...seen.map(rowOf)]
  const widths = COLUMNS.map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)))
  const lines = rows.map(row =>
    row
      .map((cell, at) => cell.padEnd((widths[at] ?? 0) + 2))
      .join('')
      .trimEnd(),
  )
  return { lines, problems: seen.flatMap(problemsOf) }
}

function rowOf({ name, samples }: Seen): readonly string[] {
  if (!samples) return [name, 'no answer']
  const shown = (value: number | undefined, unit = '') =>
    value === undefined ? '-' : `${Math.round(value)}${unit}`
  return [
    name,
    labelOf(samples, 'target_info', 'service_version') ?? '-',
    shown(sumOf(samples, 'process_uptime'), ' s'),
    shown(sumOf(samples, 'rpc_server_call_duration_count')),
    shown(sumOf(samples, 'rewards_owed_overdue')),
    shown(sumOf(samples, 'rewards_owed_oldest_age'), ' s'),
    shown(sumOf(samples, 'rewards_messaging_consumer_lag')),
    shown(sumOf(samples, 'rewards_dead_letters')),
  ]
}

function problemsOf({ name, samples }: Seen): readonly string[] {
  if (!samples) return [`${name} does not answer`]
  const limits = [
    ['rewards_owed_oldest_age', OLDEST_OWED_S, 's since the oldest step was due'],
    ['rewards_messaging_consumer_lag', MOST_LAG, 'messages wait for its consumers'],
    ['rewards_dead_letters', 0, 'dead letters wait for an operator'],
  ] as const
  const over = limits.flatMap(([metric, most, what]) => {
    const value = sumOf(samples, metric) ?? 0
    return value > most ? [`${name}: ${Math.round(value)} ${what}`] : []
  })
  return [...over, ...missing(samples).map(what => `${name}${what}`)]
}

/** Who has messages has dead letters, and shows how many there are unless the store that keeps them is silent. */
function missing(samples: Samples): readonly string[] {
  const connected = sumOf(samples, 'rewards_messaging_connected')
  const storeIsSilent = connected !== undefined && sumOf(samples, 'rewards_dead_letters') === undefined
  return [
    ...(connected === 0 ? [' has no broker'] : []),
    ...(storeIsSilent ? [': its store gives no answer'] : []),
  ]
}
