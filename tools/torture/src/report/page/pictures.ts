import type { PartReport } from '../../parts/part.ts'
import { type Bin, binsOf, secondsIn } from './bins.ts'
import { area, type Chart, chart, FRAME, type Mark, path } from './chart.ts'
import { html, type Markup } from './markup.ts'
import { linear, logarithmic, time } from './scale.ts'

const MOST_BINS = 320

type Common = Pick<Chart, 'seconds' | 'marks' | 'kinds'>

/** How a part went: calls, their times, and what was owed, each with the faults; nothing where it was not sampled. */
export function pictures(part: string, { series = [], strikes }: PartReport): Markup {
  const first = series[0]
  if (!first || series.length < 2) return html``
  const marks = strikes.map(({ at, kind }): Mark => ({ at: (at - first.at) / 1_000, kind }))
  const kinds = [...new Set(marks.map(({ kind }) => kind))]
  const bins = binsOf(series, MOST_BINS)
  const common = { seconds: secondsIn(series), marks, kinds }
  const hasOwed = bins.some(({ owed }) => owed !== undefined)
  return html`<div class="faults">Faults: ${kinds.map((kind, no) => faultKey(kind, no, marks))}</div>
${calls(part, bins, common)}${times(part, bins, common)}${hasOwed ? owed(part, bins, common) : undefined}`
}

function faultKey(kind: string, no: number, marks: readonly Mark[]): Markup {
  const count = marks.filter(mark => mark.kind === kind).length
  return html`<span class="key fault-${no % 6}"><i></i>${count} × ${kind}</span> `
}

const LAYERS = [
  ['ok', 'ok'],
  ['refused', 'refused'],
  ['unknown', 'unknown'],
] as const

function calls(part: string, bins: readonly Bin[], common: Common): Markup {
  const x = time(common.seconds, FRAME.left, FRAME.right)
  const most = highest(bins.map(({ ok, refused, unknown }) => ok + refused + unknown))
  const y = linear(most, FRAME.bottom, FRAME.top)
  const upTo = (layers: number) =>
    bins.map((bin): [number, number] => [
      x.at(bin.at),
      y.at(LAYERS.slice(0, layers).reduce((sum, [kind]) => sum + bin[kind], 0)),
    ])
  const lines = LAYERS.map(
    ([kind], no) => html`<path class="area ${kind}" d="${area(upTo(no + 1), upTo(no))}"/>`,
  )
  return chart({
    ...common,
    id: `${part}-calls`,
    title: 'Calls that ended',
    unit: 'a second',
    says: `Calls that ended each second, by outcome; at most ${most.toFixed(0)}. ${faultsSay(common)}`,
    y,
    lines: html`${lines}`,
    legend: LAYERS,
  })
}

function times(part: string, bins: readonly Bin[], common: Common): Markup {
  const x = time(common.seconds, FRAME.left, FRAME.right)
  const most = highest(bins.flatMap(({ p99 }) => p99 ?? []))
  const y = logarithmic(most, FRAME.bottom, FRAME.top)
  const line = (of: 'p50' | 'p99') =>
    path(
      bins.map((bin): [number, number | undefined] => [
        x.at(bin.at),
        bin[of] === undefined ? undefined : y.at(bin[of]),
      ]),
    )
  return chart({
    ...common,
    id: `${part}-times`,
    title: 'How long calls took',
    unit: 'ms, powers of ten',
    says: `The median and the 99th percentile of each second; the longest ${most.toFixed(0)} ms. ${faultsSay(common)}`,
    y,
    lines: html`<path class="line p99" d="${line('p99')}"/><path class="line p50" d="${line('p50')}"/>`,
    legend: [
      ['p50', 'median'],
      ['p99', '99th percentile'],
    ],
  })
}

function owed(part: string, bins: readonly Bin[], common: Common): Markup {
  const x = time(common.seconds, FRAME.left, FRAME.right)
  const most = highest(bins.flatMap(bin => bin.owed ?? []))
  const y = linear(most, FRAME.bottom, FRAME.top)
  const seen = bins.flatMap((bin): [number, number][] =>
    bin.owed === undefined ? [] : [[x.at(bin.at), y.at(bin.owed)]],
  )
  const ground = seen.map(([at]): [number, number] => [at, y.at(0)])
  const last = bins.findLast(bin => bin.owed !== undefined)?.owed ?? 0
  return chart({
    ...common,
    id: `${part}-owed`,
    title: 'Claims accepted and not yet closed',
    unit: 'at a time',
    says: `Claims that the system owed something, at most ${most}, ${last} at the end. ${faultsSay(common)}`,
    y,
    lines: html`<path class="area owed" d="${area(seen, ground)}"/><path class="line owed" d="${path(seen)}"/>`,
    legend: [['owed', 'owed']],
  })
}

function faultsSay({ marks, kinds }: Common): string {
  const counts = kinds.map(kind => `${marks.filter(mark => mark.kind === kind).length} ${kind}`)
  return `Faults are marked below: ${counts.join(', ') || 'none'}.`
}

function highest(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0)
}
