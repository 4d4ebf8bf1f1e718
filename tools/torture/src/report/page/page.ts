import { durationText } from '../../runner/estimate.ts'
import type { PartResult, RunReport } from '../../runner/run-report.ts'
import { document } from './document.ts'
import { html, type Markup } from './markup.ts'
import { partSection } from './part-section.ts'
import { promiseTable } from './promise-table.ts'

/** The page of a run: one file that loads nothing; pure. */
export function page(report: RunReport): string {
  return document(
    `The proof: ${wholeVerdict(report).words}`,
    html`${head(report)}
<h2 id="promises">The promises</h2>
${promiseTable(report)}
<h2 id="parts">The parts</h2>
${partTable(report.parts)}
${report.parts.filter(({ outcome }) => outcome !== 'left out').map(partSection)}`,
  )
}

function head(report: RunReport): Markup {
  const { startedAt, seconds, options, command } = report
  const { style, words } = wholeVerdict(report)
  const { store, natsVersion, replicas, scale, seed } = options
  return html`<header><h1>The proof</h1>
<p class="verdict ${style}">${words}</p>
<p class="about">${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${durationText(seconds)}; ${store === 'sqlite' ? 'SQLite' : 'MongoDB'}, nats-server ${natsVersion}, ${replicas} of each process; scale ${scale} of the full figures, seed ${seed}${options.only ? `; with the faults ${options.only.join(', ')} alone` : ''}</p>
<p>Again:</p><code class="command">${command}</code></header>`
}

function wholeVerdict({ isGood, isComplete, parts }: RunReport): {
  readonly style: string
  readonly words: string
} {
  if (isGood) return { style: 'holds', words: 'every invariant holds' }
  if (isComplete || parts.some(({ outcome }) => outcome === 'violated'))
    return { style: 'violated', words: 'it does not hold' }
  return { style: 'interrupted', words: 'not all of it was carried out' }
}

function partTable(parts: readonly PartResult[]): Markup {
  return html`<div class="scroll"><table><thead><tr><th>part</th><th>verdict</th><th>promises</th><th class="number">took</th><th>what it does</th></tr></thead>
<tbody>${parts.map(partRow)}</tbody></table></div>`
}

function partRow({ name, outcome, why, promises, seconds, says }: PartResult): Markup {
  const link = outcome === 'left out' ? html`${name}` : html`<a href="#part-${name}">${name}</a>`
  return html`<tr><td>${link}</td><td><span class="verdict ${outcome.replace(' ', '-')}">${outcome}</span>${why ? `: ${why}` : ''}</td><td>${promises.join(', ')}</td><td class="number">${durationText(seconds)}</td><td>${says}</td></tr>
`
}
