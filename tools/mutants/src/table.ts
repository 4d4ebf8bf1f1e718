import type { Tried } from './try-mutants.ts'

const LONGEST_REASON = 160

/** One line of progress. */
export function lineOf({ name, outcome, seconds, caughtBy, because }: Tried): string {
  const first = `${outcome.padEnd(8)} ${name}, ${seconds.toFixed(1)} s, by ${caughtBy}`
  return outcome === 'caught' ? first : `${first}${because && `\n${because}`}`
}

/** The table as Markdown: which mutant was caught, by whom, after how long. */
export function tableOf(tried: readonly Tried[]): string {
  const rows = tried.map(
    ({ name, breaks, outcome, caughtBy, seconds, because }) =>
      `| ${[name, breaks, outcome, caughtBy, `${seconds.toFixed(1)} s`, short(because)].map(cell).join(' | ')} |`,
  )
  return [
    '| mutant | what it breaks | outcome | by | after | what failed |',
    '|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim()
}

function short(text: string): string {
  return text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON)} …` : text
}
