import type { Judgement } from '../check/judge.ts'
import type { Strike } from '../faults/strike.ts'
import { refusedIn } from '../load/tally.ts'
import type { Report } from './report.ts'
import { countsOf } from './told.ts'

const MOST_SHOWN = 5

/** The line of one fault. */
export function strikeLine({ kind, victim, whileRecovering, counts, owed }: Strike, label: string): string {
  const what = `${kind.padEnd(5)} ${label.padStart(9)}  ${victim.padEnd(11)} ${whileRecovering ? 'again' : '     '}`
  const inFlight = `${padded(counts.inFlight)} calls and ${padded(owed)} claims in flight`
  return `${what}  ${inFlight}; accepted ${counts.accepted}, refused ${refusedIn(counts)}, unknown ${counts.unknown}`
}

/** What a run found, for people. */
export function reportText(report: Report): string {
  return ['', ...struck(report), '', ...counted(report), '', ...judged(report), '', verdict(report)].join(
    '\n',
  )
}

function struck({ strikes, seconds }: Report): string[] {
  const [kills, again] = [
    strikes.filter(({ kind }) => kind === 'kill'),
    strikes.filter(one => one.whileRecovering),
  ]
  const inFlight = strikes.reduce((sum, { counts }) => sum + counts.inFlight, 0)
  return [
    `${kills.length} kills in ${seconds.toFixed(0)} s, ${again.length} of them while the victim still recovered:`,
    `  ${words(countsOf(kills.map(({ victim }) => victim)))}`,
    `${strikes.filter(({ kind }) => kind === 'wipe').length} wipes of the broker's storage; ${inFlight} calls were in flight at all of these moments`,
    ...(strikes.some(({ kind }) => kind === 'pause')
      ? [
          `pauses: ${words(countsOf(strikes.filter(({ kind }) => kind === 'pause').map(({ victim }) => victim)))}`,
        ]
      : []),
  ]
}

function counted({ told, stored, closing }: Report): string[] {
  return [
    `callers were told: ${told.accepted} attempts accepted; ${told.unknown} requests without a final answer; refused: ${words(told.refused)}`,
    `  in ${told.calls} calls, ${told.callsUnknown} of them unknown`,
    `the stores say: ${stored.claims} claims (${words(stored.claimStates)}), ${stored.attempts} attempts, ${stored.refusals} refusals`,
    `  grants: ${words(stored.grants)}; ${stored.unitsHeld} units held in ${stored.buckets} buckets; ${stored.paid} paid by the provider's books`,
    ...(closing
      ? [
          `after the last fault all claims were closed ${after(closing.closedMs)}, and all was quiet ${after(closing.quietMs)}`,
        ]
      : []),
  ]
}

function after(ms: number | undefined): string {
  return ms === undefined ? 'never' : `after ${(ms / 1_000).toFixed(1)} s`
}

function judged({ judgements }: Report): string[] {
  return judgements.flatMap(judgement => [judgementLine(judgement), ...examplesOf(judgement)])
}

function judgementLine({ invariant, verdict: found, checked, violated }: Judgement): string {
  const mark = { holds: 'holds', violated: 'VIOLATED', 'not judged': 'not judged' }[found]
  const count = violated > 0 ? `${violated} of ${checked}` : String(checked)
  return `  ${mark.padEnd(10)} ${count.padStart(8)}  ${invariant}`
}

function examplesOf({ examples }: Judgement): string[] {
  return examples.slice(0, MOST_SHOWN).map(example => `                         ${example}`)
}

function verdict({ isGood, isComplete, command }: Report): string {
  if (isGood) return `Every invariant holds. Again: ${command}`
  const what = isComplete
    ? 'It does NOT hold.'
    : 'Interrupted: what must hold of a quiet system was not judged.'
  return `${what} Again: ${command}`
}

function words(counts: Readonly<Record<string, number>>): string {
  const all = Object.entries(counts).map(([word, count]) => `${word} ${count}`)
  return all.join(', ') || 'none'
}

function padded(count: number): string {
  return String(count).padStart(3)
}
