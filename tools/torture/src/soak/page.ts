import { chart, FRAME, path } from '../report/page/chart.ts'
import { document } from '../report/page/document.ts'
import { html, type Markup } from '../report/page/markup.ts'
import { judgementTable } from '../report/page/part-section.ts'
import { pictures } from '../report/page/pictures.ts'
import { linear, time } from '../report/page/scale.ts'
import { durationText } from '../runner/estimate.ts'
import type { Growth } from './judge-growth.ts'
import { KINDS, type Kind, type Quantity } from './quantity.ts'
import type { SoakReport } from './soak.ts'

const MOST_POINTS = 400

/** The page of a soak: one file that loads nothing; pure. */
export function soakPage(report: SoakReport): string {
  const { isGood, isComplete, startedAt, seconds, claims, strikes, command } = report
  const verdict = isGood ? 'holds' : isComplete ? 'violated' : 'interrupted'
  const kinds = Object.keys(KINDS) as Kind[]
  return document(
    `The soak: ${verdict}`,
    html`<header><h1>The soak</h1><p class="verdict ${verdict}">${verdict}</p>
<p class="about">${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${durationText(seconds)}, ${claims} claims, ${strikes.length} faults</p>
<code class="command">${command}</code></header>
${judgementTable(report.judgements)}
<h2>What grows</h2>${growthTable(report.growth)}
${kinds.map(kind => kindPictures(kind, report))}
<h2>Calls</h2>${pictures('soak', { ...report, figures: [] })}`,
  )
}

function growthTable(growth: readonly Growth[]): Markup {
  return html`<div class="scroll"><table><thead><tr><th>what</th><th class="number">usual</th><th class="number">% an hour</th><th>judged</th></tr></thead><tbody>${growth.map(
    ({ what, usual, percent, isJudged }) =>
      html`<tr><td>${what}</td><td class="number">${usual.toFixed(1)}</td><td class="number">${percent === undefined ? '' : percent.toFixed(1)}</td><td>${isJudged ? 'yes' : 'too short'}</td></tr>`,
  )}</tbody></table></div>`
}

function kindPictures(kind: Kind, report: SoakReport): Markup {
  const own = report.quantities.filter(quantity => quantity.kind === kind)
  return html`<h2>${KINDS[kind].title}</h2>${own.map(quantity => picture(quantity, report))}`
}

function picture({ kind, of, points }: Quantity, { startedAt, seconds, strikes }: SoakReport): Markup {
  const start = Date.parse(startedAt)
  const most = points.reduce((top, { value }) => Math.max(top, value), 0)
  const x = time(seconds, FRAME.left, FRAME.right)
  const y = linear(most, FRAME.bottom, FRAME.top)
  const step = Math.max(1, Math.ceil(points.length / MOST_POINTS))
  const shown = points.filter((_, no) => no % step === 0)
  const since = (at: number) => (at - start) / 1_000
  const lives = [...Map.groupBy(shown, ({ life }) => life).values()]
  const lines = lives.map(life =>
    path(life.map(({ at, value }): [number, number] => [x.at(since(at)), y.at(value)])),
  )
  return chart({
    id: `${kind}-${of}`.replaceAll(/[^a-z0-9-]/gi, '-'),
    title: of,
    unit: KINDS[kind].unit,
    says: `${KINDS[kind].title} of ${of}, at most ${most.toFixed(1)} ${KINDS[kind].unit}; a new line begins with each life of the process.`,
    seconds,
    y,
    lines: html`${lines.map(line => html`<path class="line p50" d="${line}"/>`)}`,
    marks: strikes.map(({ at, kind: fault }) => ({ at: since(at), kind: fault })),
    kinds: [...new Set(strikes.map(({ kind: fault }) => fault))],
    legend: [],
  })
}
