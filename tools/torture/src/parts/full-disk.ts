import { type Judgement, judgementOf } from '../check/judge.ts'
import { type Drained, drained } from '../lab/drained.ts'
import type { Lab } from '../lab/lab.ts'
import { type Findings, labPart, seconds } from '../lab/lab-part.ts'
import { scaled } from './part.ts'

const FULL_RUNS = 20
const [SHORTEST_MS, LONGEST_MS] = [1_500, 4_000]
const CONVERGES_WITHIN_MS = 60_000
const CONVERGES = { name: 'what a full disk held up is closed within 60 s of room', holds: 'always' } as const
const WHOSE = ['event', 'reward', '*']

/** Promise 10. */
export const fullDisk = labPart({
  name: 'full-disk',
  promises: [10],
  says: 'fills the small disk under the files of event, of reward, and of both, again and again under load: no false OK, and all converges when there is room again',
  fullSeconds: 250,
  // The stand-in for MongoDB keeps nothing on a disk.
  stores: ['sqlite'],
  wanted: { disks: true },
  work: async (lab, options) => {
    const { noDisks } = lab.fittings
    if (noDisks !== undefined) return notJudged(noDisks)
    const runs = scaled(FULL_RUNS, options)
    const ends: Run[] = []
    for (let i = 0; i < runs; i++)
      ends.push(await oneRun(lab, WHOSE[i % WHOSE.length] ?? '*', `${i + 1}/${runs}`))
    return findings(runs, ends)
  },
})

/** The part could not be carried out here; nothing is shown by that. */
function notJudged(why: string): Findings {
  const judgement: Judgement = { ...judgementOf(CONVERGES, 0, []), verdict: 'not judged', examples: [why] }
  return { figures: [{ what: 'times a disk was full', asked: FULL_RUNS, seen: 0 }], judgements: [judgement] }
}

interface Run extends Drained {
  /** How many calls had no final answer while it was full. */
  readonly unknown: number
}

async function oneRun(lab: Lab, victim: string, label: string): Promise<Run> {
  const { load, surroundings, random } = lab.fittings
  const before = load.counts.unknown
  const lastsMs = random.between(SHORTEST_MS, LONGEST_MS)
  await lab.strike({ kind: 'disk-full', victim, afterMs: 300, lastsMs, whileRecovering: false }, label)
  const unknown = load.counts.unknown - before
  const end = await drained(lab, CONVERGES_WITHIN_MS)
  surroundings.say(
    `${unknown} calls without a final answer; ${end.claims} claims owed, drained in ${seconds(end.ms)} s`,
  )
  return { ...end, unknown }
}

function findings(runs: number, ends: readonly Run[]): Findings {
  const late = ends.filter(({ left }) => left.length > 0)
  const claims = ends.reduce((sum, end) => sum + end.claims, 0)
  const sentences = late.map(({ left }) => `${left.length} claims are still owed, ${left[0]} among them`)
  return {
    figures: [
      { what: 'times a disk was full', asked: runs, seen: ends.length },
      { what: 'times at which calls had no final answer', seen: ends.filter(end => end.unknown > 0).length },
      {
        what: 'calls without a final answer meanwhile',
        seen: ends.reduce((sum, end) => sum + end.unknown, 0),
      },
      { what: 'claims owed when there was room again', seen: claims },
      {
        what: 'longest time until they were closed, seconds',
        seen: seconds(Math.max(...ends.map(({ ms }) => ms))),
      },
    ],
    judgements: [judgementOf(CONVERGES, claims, sentences), wasFelt(ends)],
  }
}

/** A disk that nobody noticed to be full shows nothing. */
function wasFelt(ends: readonly Run[]): Judgement {
  const felt = ends.some(({ unknown, claims }) => unknown > 0 || claims > 0)
  const found = judgementOf({ name: 'a full disk is felt', holds: 'always' }, ends.length, [])
  return felt ? found : { ...found, verdict: 'not judged', examples: ['no call and no claim was held up'] }
}
