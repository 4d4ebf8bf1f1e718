import type { Judgement } from '../check/judge.ts'
import type { Closing } from '../check/settle.ts'
import type { Figure, Part, PartOptions, PartReport, PartSurroundings } from '../parts/part.ts'
import { unlessAborted } from '../unless-aborted.ts'
import type { Wanted } from './equipment.ts'
import type { Lab } from './lab.ts'
import { openLab } from './open-lab.ts'

/** A part that is done to a system under load, in a lab. */
export interface LabPart extends Part {
  readonly wanted: Wanted
  /**
   * Does it; resolves when the system is left as it was, the load still flowing. Besides what it finds itself, all that must
   * hold of a quiet system is judged after it.
   */
  readonly work: (lab: Lab, options: PartOptions) => Promise<Findings>
}

export interface Findings {
  readonly figures: readonly Figure[]
  readonly judgements: readonly Judgement[]
  /** The plan, a few words for each fault, where it heeds `only`. */
  readonly faults?: readonly string[]
}

/** A part that has a lab for itself. */
export function labPart(about: Omit<LabPart, 'run'>): LabPart {
  return { ...about, run: (options, surroundings) => run(about, options, surroundings) }
}

async function run(
  { wanted, work }: Pick<LabPart, 'wanted' | 'work'>,
  options: PartOptions,
  surroundings: PartSurroundings,
): Promise<PartReport> {
  await using lab = await openLab(wanted, options, surroundings)
  const { load } = lab.fittings
  const { signal, say } = surroundings
  try {
    // The load ends before it is told to only when it fails.
    const found = (await unlessAborted(Promise.race([load.ended, work(lab, options)]), signal)) as Findings
    const { judgements, closing } = await lab.settled()
    return reportOf(lab, { ...found, judgements: [...found.judgements, ...judgements] }, closing)
  } catch (err) {
    if (!signal.aborted) throw err
    say(`${signal.reason instanceof Error ? signal.reason.message : signal.reason}: ending …`)
    await load.ended.catch(() => undefined)
    return reportOf(lab, { figures: [], ...(await lab.interrupted()) })
  }
}

function reportOf(lab: Lab, { figures, ...found }: Findings, closing?: Closing): PartReport {
  return {
    ...found,
    isComplete: closing !== undefined,
    figures: [...figures, ...figuresOf(lab, closing)],
    strikes: lab.strikes,
    series: lab.series(),
  }
}

function figuresOf(lab: Lab, closing: Closing | undefined): Figure[] {
  const { accepted, unknown, refused } = lab.fittings.load.counts
  const refusals = Object.values(refused).reduce((sum, count) => sum + count, 0)
  return [
    { what: 'calls that were told that a claim is accepted', seen: accepted },
    { what: 'calls that were refused', seen: refusals },
    { what: 'calls without a final answer', seen: unknown },
    ...(closing?.closedMs === undefined
      ? []
      : [{ what: 'seconds from the last fault until nothing was owed', seen: seconds(closing.closedMs) }]),
  ]
}

/** With one decimal. */
export function seconds(ms: number): number {
  return Math.round(ms / 100) / 10
}
