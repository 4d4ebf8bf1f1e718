import type { SelfTimes } from '../profile/self-times.ts'
import { count } from './figures.ts'
import { table } from './table.ts'

/** Of which processes the functions are shown; the others do little. */
const SHOWN = ['gateway', 'event', 'reward']

/** Where the time of the busiest processes went. */
export function profilesReport(profiles: Readonly<Record<string, SelfTimes>>): string {
  const shown = Object.entries(profiles).filter(([name]) => SHOWN.includes(name))
  return shown
    .map(([name, times]) => `${name}: ${count(times.busyMs)} ms busy\n${shares(times)}`)
    .join('\n\n')
}

function shares({ busyMs, owners, functions }: SelfTimes): string {
  const rows = (all: SelfTimes['owners']) =>
    all.map(({ name, ms }) => [name, `${((ms / busyMs) * 100).toFixed(1)} %`])
  return [
    table([['belongs to', 'of it'], ...rows(owners)]),
    table([['function', 'of it'], ...rows(functions)]),
  ].join('\n\n')
}
