import type { Judgement } from '../../check/judge.ts'
import type { Figure, PartReport, ReportTable } from '../../parts/part.ts'
import type { PartResult } from '../../runner/run-report.ts'
import { html, type Markup } from './markup.ts'
import { pictures } from './pictures.ts'

/** What became of a part, with its pictures. */
export function partSection({ name, outcome, why, says, command, operations, report }: PartResult): Markup {
  return html`<section id="part-${name}" aria-labelledby="part-${name}-name"><h2 id="part-${name}-name">${name} <span class="verdict ${outcome.replace(' ', '-')}">${outcome}</span></h2>
<p>${says}</p>${why ? html`<p>${why}</p>` : undefined}
<code class="command">${command}</code>${operations ? html`<p>Every call with its start, end and outcome: <a href="${operations}">${operations}</a></p>` : undefined}
${report ? found(name, report) : undefined}</section>
`
}

function found(name: string, report: PartReport): Markup {
  const { judgements, figures, faults = [], tables = [] } = report
  return html`${pictures(name, report)}
${judgementTable(judgements)}
${figures.length > 0 ? figureTable(figures) : undefined}
${tables.map(ownTable)}
${faults.length > 0 ? faultList(faults) : undefined}`
}

/** What was judged, and what is not as it must be. */
export function judgementTable(judgements: readonly Judgement[]): Markup {
  return html`<div class="scroll"><table><caption>What must hold</caption><thead><tr><th>verdict</th><th class="number">looked at</th><th class="number">violated</th><th>invariant</th></tr></thead><tbody>${judgements.map(judgementRow)}</tbody></table></div>`
}

function judgementRow({ invariant, verdict, checked, violated, examples }: Judgement): Markup {
  return html`<tr><td class="verdict ${verdict.replace(' ', '-')}">${verdict}</td><td class="number">${count(checked)}</td><td class="number">${count(violated)}</td><td>${invariant}${examples.length > 0 ? html`<ul>${examples.map(one => html`<li>${one}</li>`)}</ul>` : undefined}</td></tr>
`
}

function figureTable(figures: readonly Figure[]): Markup {
  return html`<div class="scroll"><table><caption>Figures</caption><thead><tr><th>what</th><th class="number">seen</th><th class="number">asked for</th></tr></thead><tbody>${figures.map(
    ({ what, seen, asked }) =>
      html`<tr><td>${what}</td><td class="number">${count(seen)}</td><td class="number">${asked === undefined ? '' : count(asked)}</td></tr>`,
  )}</tbody></table></div>`
}

function ownTable({ title, columns, rows }: ReportTable): Markup {
  return html`<details open><summary>${title}</summary><div class="scroll"><table><thead><tr>${columns.map(column => html`<th>${column}</th>`)}</tr></thead><tbody>${rows.map(
    row => html`<tr>${row.map(cell => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`
}

function faultList(faults: readonly string[]): Markup {
  return html`<details><summary>The plan of its ${faults.length} faults, by their numbers</summary><ol>${faults.map(fault => html`<li>${fault}</li>`)}</ol></details>`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
