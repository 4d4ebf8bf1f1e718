import type { Figure } from '../../parts/part.ts'
import { PROMISES, type Promised } from '../../promises/promises.ts'
import type { PartResult, RunReport } from '../../runner/run-report.ts'
import { html, type Markup } from './markup.ts'

/** Each promise with what became of it in this run. */
export function promiseTable({ parts, options }: RunReport): Markup {
  return html`<div class="scroll"><table class="promises"><thead><tr><th class="number">#</th><th>promise</th><th>verdict</th><th>shown by, with what was done</th><th class="number">seed</th></tr></thead>
<tbody>${PROMISES.map(promise => row(promise, parts, options.seed))}</tbody></table></div>`
}

function row({ no, promise, full }: Promised, parts: readonly PartResult[], seed: number): Markup {
  const shown = parts.filter(({ promises, outcome }) => promises.includes(no) && outcome !== 'left out')
  const verdict = verdictOf(shown)
  return html`<tr><td class="number">${no}</td><td>${promise}</td><td class="verdict ${verdict.replace(' ', '-')}">${verdict}</td>
<td>${shown.map(figures)}<div class="about">Full: ${full}</div></td><td class="number">${shown.length > 0 ? seed : ''}</td></tr>
`
}

function figures({ name, report }: PartResult): Markup {
  const asked = (report?.figures ?? []).filter(figure => figure.asked !== undefined)
  return html`<div><a href="#part-${name}">${name}</a>${asked.length > 0 ? `: ${asked.map(figureText).join('; ')}` : ''}</div>`
}

function figureText({ what, seen, asked = 0 }: Figure): string {
  return `${seen.toLocaleString('en')} of ${asked.toLocaleString('en')} ${what}`
}

/** What became of a promise: it holds when every part that shows it says so. */
export function verdictOf(shown: readonly Pick<PartResult, 'outcome'>[]): string {
  if (shown.length === 0) return 'not run'
  const outcomes = shown.map(({ outcome }) => outcome)
  const worst = (['violated', 'broken off', 'interrupted'] as const).find(outcome =>
    outcomes.includes(outcome),
  )
  return worst ?? 'holds'
}
