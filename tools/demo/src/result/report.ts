import { contradictions } from '../told/contradictions.ts'
import { isMeanwhile } from '../told/requests.ts'
import type { Told } from '../told/told.ts'
import { agrees, type Comparison, differences } from './comparison.ts'
import { table } from './table.ts'

const MOST_SHOWN = 10

export interface Report {
  /** Whether all agrees. */
  readonly isGood: boolean
  readonly text: string
}

/** What the demo says at its end; pure. `problems` are contradictions that were found on the way. */
export function report(told: Told, comparisons: readonly Comparison[], problems: readonly string[]): Report {
  const found = [...contradictions(told.asked), ...problems, ...comparisons.flatMap(differences)]
  const isGood = found.length === 0 && comparisons.every(agrees)
  const shown = found.slice(0, MOST_SHOWN).map(line => `  ${line}`)
  const more = found.length > MOST_SHOWN ? [`  and ${found.length - MOST_SHOWN} more`] : []
  const verdict = isGood ? GOOD : ['It does NOT hold together:', ...shown, ...more].join('\n')
  return { isGood, text: ['', table(comparisons), '', calls(told), '', verdict].join('\n') }
}

const GOOD =
  'Every accepted claim was granted each of its rewards exactly once, and every answer is as the stores have it.'

function calls({ asked }: Told): string {
  const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0)
  const under = asked.filter(({ key }) => key !== undefined)
  const repeats = sum(under.map(({ answers }) => answers.length - 1))
  const meanwhile = asked.filter(isMeanwhile).length
  return [
    `${sum(asked.map(({ answers }) => answers.length))} calls to claim; ${repeats} of them repeated a key and got the same answer;`,
    `${sum(asked.map(({ notYet }) => notYet))} answers were "not yet" and asked again; ${sum(asked.map(({ lost }) => lost))} of them were lost;`,
    `${meanwhile} claims were accepted between two calls of their user.`,
  ].join('\n')
}
