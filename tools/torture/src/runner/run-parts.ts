import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inParallel } from '../in-parallel.ts'
import type { Part, PartReport } from '../parts/part.ts'
import type { Environment } from '../stores/place.ts'
import { durationText, LANES, withEstimates } from './estimate.ts'
import { type PartProgress, Progress } from './progress.ts'
import { commandOf, type Outcome, type PartResult, type RunOptions, type RunReport } from './run-report.ts'
import { Silence } from './silence.ts'

export interface RunSurroundings {
  readonly env: Environment
  readonly say: (line: string) => void
  /** Ends the part that runs, and begins no other one. */
  readonly signal: AbortSignal
  /** Keeps the log of a part's operations before its folder goes; gives the name of the file, where there is one. */
  readonly keepOperations: (part: string, folder: string) => Promise<string | undefined>
}

/**
 * Runs these parts: first those that have the machine to themselves, one after the other; then the others, two at once, the
 * longest first. One that fails does not keep the others from running. Never rejects.
 */
export async function runParts(
  parts: readonly Part[],
  options: RunOptions,
  surroundings: RunSurroundings,
): Promise<RunReport> {
  const startedAt = Date.now()
  const progress = new Progress(withEstimates(parts, options.scale), surroundings.say)
  const run = (part: Part) => resultOf(part, options, surroundings, progress)
  const alone = parts.filter(({ isAlone }) => isAlone)
  const shared = parts.filter(({ isAlone }) => !isAlone)
  const longestFirst = shared.toSorted((a, b) => b.fullSeconds - a.fullSeconds)
  const ended = [...(await inParallel(alone, 1, run)), ...(await inParallel(longestFirst, LANES, run))]
  const results = parts.flatMap(({ name }) => ended.find(result => result.name === name) ?? [])
  const isComplete = results.every(({ outcome }) => outcome === 'holds' || outcome === 'violated')
  return {
    startedAt: new Date(startedAt).toISOString(),
    seconds: (Date.now() - startedAt) / 1_000,
    options,
    command: commandOf(options),
    isComplete,
    isGood: results.every(({ outcome }) => outcome === 'holds'),
    parts: results,
  }
}

async function resultOf(
  part: Part,
  options: RunOptions,
  surroundings: RunSurroundings,
  progress: Progress,
): Promise<PartResult> {
  const { name, promises, says } = part
  const about = { name, promises, says, command: commandOf(options, name) }
  if (surroundings.signal.aborted)
    return { ...about, outcome: 'left out', why: 'the run was interrupted before', seconds: 0 }
  const startedAt = Date.now()
  using saying = progress.begin(name)
  saying.line(says)
  const found = await carryOut(part, options, surroundings, saying)
  const seconds = (Date.now() - startedAt) / 1_000
  saying.line(`${found.outcome}${found.why ? `: ${found.why}` : ''}, after ${durationText(seconds)}`)
  return { ...about, ...found, seconds }
}

type Found = Pick<PartResult, 'outcome' | 'why' | 'operations' | 'report'>

/** What a part that went wrong left behind is kept for a look. */
async function carryOut(
  part: Part,
  options: RunOptions,
  { env, signal, keepOperations }: RunSurroundings,
  progress: PartProgress,
): Promise<Found> {
  const folder = await mkdtemp(join(tmpdir(), `rewards-torture-${part.name}-`))
  using silence = new Silence(line => progress.line(line))
  const { say } = silence
  const ending = AbortSignal.any([signal, silence.tooLong])
  const ended = await part
    .run(options, { env, folder, say, signal: ending })
    .then(reported, (err: unknown) => brokenOff(err, signal))
  const found = signal.aborted ? ended : unlessStuck(ended, silence.tooLong)
  const operations = await keepOperations(part.name, folder).catch(() => undefined)
  if (found.outcome === 'violated' || found.outcome === 'broken off')
    say(`its data, logs and operations: ${folder}`)
  else await rm(folder, { recursive: true, force: true })
  return { ...found, ...(operations !== undefined && { operations }) }
}

function reported(report: PartReport): Found {
  return { outcome: outcomeOf(report), report }
}

/** What does not hold always does not hold, however the run ended. */
function outcomeOf({ isComplete, judgements }: PartReport): Outcome {
  if (judgements.some(({ verdict }) => verdict === 'violated')) return 'violated'
  if (!isComplete) return 'interrupted'
  return judgements.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'interrupted'
}

/** A part that waits for what does not come was ended, but nobody interrupted it. */
function unlessStuck(found: Found, { aborted, reason }: AbortSignal): Found {
  return aborted && found.outcome === 'interrupted' ? { ...found, ...brokenOff(reason) } : found
}

function brokenOff(err: unknown, signal?: AbortSignal): Found {
  const why = err instanceof Error ? err.message : String(err)
  return signal?.aborted ? { outcome: 'interrupted', why } : { outcome: 'broken off', why }
}
