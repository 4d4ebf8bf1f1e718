import { INTERRUPTED } from '@rewards/command-line'
import { numbersText } from '../numbers.ts'
import type { Part } from '../parts/part.ts'
import { failedParts, known } from '../runner/again.ts'
import type { PartResult, RunOptions, RunReport } from '../runner/run-report.ts'
import { TortureError } from '../torture-error.ts'
import { type Shrunk, smallestFailing } from './smallest-failing.ts'

export interface Bisecting {
  readonly parts: readonly Part[]
  readonly run: (options: RunOptions) => Promise<RunReport>
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Looks for the smallest list of faults with which the first failed part of a report still fails, in at most so many runs, and
 * says each. Resolves to the exit code: 0 when a list was found. Rejects with a `TortureError` when there is nothing to bisect.
 */
export async function bisect(before: RunReport, tries: number, bisecting: Bisecting): Promise<number> {
  const { say, signal } = bisecting
  const failed = failedParts(before)[0]
  if (!failed) throw new TortureError('nothing failed in this report')
  known(failed.name, bisecting.parts, true)
  const faults = faultsOf(failed, before.options)
  say(`${failed.name} failed with ${faults.length} faults; looking for fewer, in at most ${tries} runs`)
  let no = 0
  const shrunk = await smallestFailing(faults, {
    tries,
    signal,
    fails: async only => {
      const isFailing = await failsAgain(failed, { ...before.options, only }, bisecting)
      say(
        `run ${++no}: with ${only.length} faults (${numbersText(only)}) it ${isFailing ? 'FAILS' : 'holds'}`,
      )
      return isFailing
    },
  })
  say(foundText(shrunk, failed))
  if (shrunk.failing) return 0
  return signal.aborted ? INTERRUPTED : 1
}

/** Whether what was violated before is violated again; another failure is another matter. */
async function failsAgain(
  failed: PartResult,
  options: RunOptions,
  { run, signal }: Bisecting,
): Promise<boolean> {
  const report = await run({ ...options, parts: [failed.name] })
  signal.throwIfAborted()
  const again = report.parts[0]
  if (failed.outcome === 'broken off') return again?.outcome === 'broken off'
  const violated = violatedIn(failed)
  return violatedIn(again).some(invariant => violated.includes(invariant))
}

function violatedIn(result: PartResult | undefined): string[] {
  const judgements = result?.report?.judgements ?? []
  return judgements.filter(({ verdict }) => verdict === 'violated').map(({ invariant }) => invariant)
}

function faultsOf({ report }: PartResult, { only }: RunOptions): readonly number[] {
  const all = report?.faults?.map((_, at) => at + 1)
  const faults = only ?? all
  if (!faults || faults.length === 0) throw new TortureError('the report has no list of faults')
  return faults
}

function foundText({ failing, tries, isSmallest }: Shrunk<number>, { name, report }: PartResult): string {
  if (!failing)
    return `it did not fail again in ${tries} runs: what it shows does not come with these faults alone`
  const list = failing.map(no => `  ${no}: ${report?.faults?.[no - 1] ?? ''}`)
  const how = isSmallest ? 'none of them can be left out' : 'there may be fewer still'
  return [
    `after ${tries} runs ${name} fails with these faults; ${how}:`,
    ...list,
    `again: npm run torture -- --again FILE --faults ${numbersText(failing)}`,
  ].join('\n')
}
