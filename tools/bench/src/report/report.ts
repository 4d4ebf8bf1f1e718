import type { MeasuredClaims } from '../measure/claims.ts'
import type { Goal, Level, Result } from '../result.ts'
import { count, ms } from './figures.ts'
import { floorLines } from './lines.ts'
import { profilesReport } from './profiles.ts'
import { table } from './table.ts'

/** The result as text for the screen. */
export function report(result: Result): string {
  const { options, floors, goals } = result
  return [
    machineLine(result.machine),
    `Floors\n${floorLines(floors).join('\n')}`,
    `Calls a second, and their milliseconds (p50 / p95 / p99)\n${levels(result.levels)}`,
    `Claims: ${options.users} users, ${options.events} events\n${claims(result)}`,
    `CPU, milliseconds for a thousand calls (and the cores that it kept busy) at ${best(result).callers} callers\n${spent(best(result))}`,
    `Memory, MB, over ${count(result.claims)} claims\n${memory(result)}`,
    ...(result.profiles ? [`Where the time went\n\n${profilesReport(result.profiles)}`] : []),
    `Goals\n${goals.map(goal).join('\n')}`,
  ].join('\n\n')
}

/** What the figures were measured on. */
export function machineLine({ cpu, cores, memoryGb, system, node }: Result['machine']): string {
  return `${cpu}, ${cores} cores, ${memoryGb} GB, ${system}, Node ${node}`
}

function levels(all: readonly Level[]): string {
  const rows = all.map(({ callers, direct, forwarded, claims: { perSecond, latencyMs } }) => [
    String(callers),
    `${count(direct.perSecond)}  ${times(direct.latencyMs)}`,
    `${count(forwarded.perSecond)}  ${times(forwarded.latencyMs)}`,
    `${count(perSecond)}  ${times(latencyMs)}`,
    (perSecond / forwarded.perSecond).toFixed(3),
  ])
  return table([
    ['callers', 'empty, direct', 'empty, forwarded', 'claims accepted', 'claims ÷ forwarded'],
    ...rows,
  ])
}

function claims({ levels: all, halfLoad, extras, rest }: Result): string {
  const row = (
    what: string,
    { perSecond, grantedPerSecond, claimToGrantedMs: { p50, p99 } }: MeasuredClaims,
  ) => [what, count(perSecond), count(grantedPerSecond), `${ms(p50)} / ${ms(p99)}`]
  const { p50, p99 } = halfLoad.seenMs
  return table([
    ['', 'accepted/s', 'granted/s', 'claim → granted, p50 / p99 ms'],
    ...all.map(({ callers, claims: found }) => row(`${callers} callers`, found)),
    row('at half load', halfLoad.claims),
    ['  as their users see it', '', '', `${ms(p50)} / ${ms(p99)}`],
    ...extras.map(({ what, claims: found }) => row(`${what}, ${found.callers} callers`, found)),
    row(`all that was left, ${rest.callers} callers`, rest),
  ])
}

function best({ levels: all }: Result): Level {
  return all.reduce((a, b) => (b.claims.perSecond > a.claims.perSecond ? b : a))
}

function spent({ forwarded, claims: found }: Level): string {
  const names = Object.keys(found.spent)
  if (names.length === 0) return NOT_SEEN
  const cell = (of: Level['forwarded'], name: string) => {
    const { msPerThousand = 0, cores = 0 } = of.spent[name] ?? {}
    return `${count(msPerThousand)} (${cores.toFixed(2)})`
  }
  const rows = names.map(name => [name, cell(forwarded, name), cell(found, name)])
  const [floor, sum] = [cpuOf(forwarded), cpuOf(found)]
  const ratio = `claims cost ${(sum / floor).toFixed(2)} times a forwarded empty call: ${(floor / sum).toFixed(3)}`
  return `${table([['', 'empty, forwarded', 'claims'], ...rows, ['all', count(floor), count(sum)]])}\n${ratio}`
}

function cpuOf({ spent: by }: Level['forwarded']): number {
  return Object.values(by).reduce((sum, { msPerThousand }) => sum + msPerThousand, 0)
}

function memory({ memory: found }: Result): string {
  const names = Object.keys(found)
  if (names.length === 0) return NOT_SEEN
  const rows = Object.entries(found).map(([name, { thirdsMb, ratio }]) => [
    name,
    ...thirdsMb.map(count),
    ratio.toFixed(2),
  ])
  return table([['', 'first third', 'middle', 'last', 'last ÷ middle'], ...rows])
}

const NOT_SEEN = '  not available: it is read from /proc, and takes more than a moment'

/** One figure beside what is to be reached. */
export function goal({ what, wanted, found, reached }: Goal): string {
  const value = found === undefined ? 'not measured' : found.toFixed(3)
  return `  ${reached ? 'reached    ' : 'NOT reached'}  ${what}: ${value} (${wanted})`
}

function times({ p50, p95, p99 }: { p50: number; p95: number; p99: number }): string {
  return `${ms(p50)} / ${ms(p95)} / ${ms(p99)}`
}
