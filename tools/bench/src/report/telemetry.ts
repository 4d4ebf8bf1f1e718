import type { TelemetryResult } from '../telemetry/result.ts'
import type { Spread } from '../telemetry/spread.ts'
import { count } from './figures.ts'
import { goal, machineLine } from './report.ts'
import { table } from './table.ts'

/** What telemetry costs, as text for the screen. */
export function telemetryReport(result: TelemetryResult): string {
  const { rounds, ratios, spans, claims, goals } = result
  const { accepted, granted, cpu } = ratios
  const header = ['on ÷ off', 'median', 'likely (95 %)', 'half of the rounds', 'all rounds']
  const rows = [
    row('claims accepted/s', accepted),
    row('claims granted/s', granted),
    row('CPU for a claim', cpu),
  ]
  return [
    machineLine(result.machine),
    `Telemetry on against off, ${rounds.length} rounds in turns`,
    table([header, ...rows]),
    `All rounds together, claims granted/s: ${ratios.together.toFixed(3)}`,
    `${count(claims)} claims with telemetry on; ${count(spans)} spans came to the collector`,
    `Goals\n${goals.map(goal).join('\n')}`,
  ].join('\n\n')
}

function row(what: string, { median, likely, quartiles, least, most }: Spread): string[] {
  const between = ([low, high]: readonly [number, number]) => `${low.toFixed(3)} to ${high.toFixed(3)}`
  return [what, median.toFixed(3), between(likely), between(quartiles), between([least, most])]
}
