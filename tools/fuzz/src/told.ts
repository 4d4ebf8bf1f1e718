import type { Failing, FuzzReport } from './run.ts'

const MOST_SHOWN = 10

/** A report as text: what was done, and what was wrong, each kind of it once, with the command that repeats it. */
export function told({ part, seed, tried, failing, problems, counts }: FuzzReport): string {
  const done = [...counts]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `    ${name}: ${count}`)
  const kinds = firstOfEachKind(failing)
  const lines = [
    `${part}: ${tried} inputs from seed ${seed}, ${failing.length} of them failing`,
    ...done,
    ...kinds.slice(0, MOST_SHOWN).flatMap(toldOf),
    ...problems.map(problem => `  ${problem}`),
  ]
  if (failing.length + problems.length > 0)
    lines.push(`  again: npm run fuzz -- --part ${part} --seed ${seed}`)
  return lines.join('\n')
}

/** One failing input for each sentence, numbers and quotes in it aside. */
export function firstOfEachKind(failing: readonly Failing[]): Failing[] {
  const kinds = Map.groupBy(failing, ({ problems }) => kindOf(problems[0] ?? ''))
  return [...kinds.values()].flatMap(([first]) => first ?? [])
}

function kindOf(problem: string): string {
  return problem
    .replace(/(["'`]).*?\1/gs, '…')
    .replace(/\d+/g, 'N')
    .slice(0, 80)
}

function toldOf({ input, number, problems }: Failing): string[] {
  const which = number === undefined ? 'kept' : `input ${number}`
  return [`  ${which}: ${problems.join('; ').slice(0, 500)}`, `    ${JSON.stringify(input).slice(0, 2_000)}`]
}
