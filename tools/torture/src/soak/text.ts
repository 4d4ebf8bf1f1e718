import type { Growth } from './judge-growth.ts'
import type { SoakReport } from './soak.ts'

/** What a soak found, for people; pure. */
export function soakText({
  growth,
  judgements,
  isGood,
  isComplete,
  claims,
  strikes,
  command,
  options,
}: SoakReport): string {
  const verdict = isGood ? 'It holds.' : isComplete ? 'It does NOT hold.' : 'Interrupted.'
  return [
    '',
    `${claims} claims, ${strikes.length} faults`,
    ...growth.map(growthLine),
    '',
    ...judgements.flatMap(({ verdict: found, invariant, examples }) => [
      `  ${found.padEnd(10)}  ${invariant}`,
      ...examples.slice(0, 5).map(example => `              ${example}`),
    ]),
    '',
    `${verdict} Again: ${command}`,
    `The report: ${options.report}/index.html`,
  ].join('\n')
}

function growthLine({ what, usual, percent }: Growth): string {
  const growing = percent === undefined ? '' : `${percent > 0 ? '+' : ''}${percent.toFixed(1)} % an hour`
  return `  ${what.padEnd(42)} ${usual.toFixed(1).padStart(10)} ${growing.padStart(20)}`
}
