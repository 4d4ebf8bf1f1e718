import type { Judgement } from '../check/judge.ts'
import type { Figure } from '../parts/part.ts'
import type { PartResult, RunReport } from '../runner/run-report.ts'

const MOST_SHOWN = 5

/** What a run found, for people; pure. */
export function runText(report: RunReport): string {
  return ['', ...report.parts.flatMap(partLines), verdict(report)].join('\n')
}

function partLines({ name, promises, outcome, why, seconds, report, command }: PartResult): string[] {
  const about = `${name} (promises ${promises.join(', ')}): ${outcome}${why ? `: ${why}` : ''}, ${seconds.toFixed(0)} s`
  return [
    about,
    ...(report ? report.figures.map(figureLine) : []),
    ...(report ? report.judgements.flatMap(judged) : []),
    `  again: ${command}`,
    '',
  ]
}

function figureLine({ what, asked, seen }: Figure): string {
  return `  ${seen.toLocaleString('en')}${asked === undefined ? '' : ` of ${asked.toLocaleString('en')}`} ${what}`
}

function judged(judgement: Judgement): string[] {
  return [judgementLine(judgement), ...judgement.examples.slice(0, MOST_SHOWN).map(exampleLine)]
}

function judgementLine({ invariant, verdict: found, checked, violated }: Judgement): string {
  const mark = { holds: 'holds', violated: 'VIOLATED', 'not judged': 'not judged' }[found]
  const count = violated > 0 ? `${violated} of ${checked}` : String(checked)
  return `  ${mark.padEnd(10)} ${count.padStart(8)}  ${invariant}`
}

function exampleLine(example: string): string {
  return `                         ${example}`
}

function verdict({ isGood, isComplete, command, parts }: RunReport): string {
  if (isGood) return `Every invariant holds. Again: ${command}`
  const isViolated = parts.some(({ outcome }) => outcome === 'violated')
  if (isViolated) return `It does NOT hold. Again: ${command}`
  const what = isComplete ? 'It does NOT hold.' : 'Not all of it was carried out.'
  const left = parts.some(({ outcome }) => outcome === 'interrupted')
    ? 'Interrupted: what must hold of a quiet system was not judged.'
    : what
  return `${left} Again: ${command}`
}
