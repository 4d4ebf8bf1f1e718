import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Arguments, TortureOptions } from './arguments.ts'
import { scaleOf } from './parts/kills/figures.ts'
import type { Part } from './parts/part.ts'
import { listText } from './report/list-text.ts'
import { runText } from './report/run-text.ts'
import { keepOperationsIn, writeReport } from './report/write-report.ts'
import { optionsAgain, readRunReport } from './runner/again.ts'
import { chooseBroker } from './runner/choose-broker.ts'
import { chooseParts } from './runner/choose-parts.ts'
import { durationText, timeLeft, withEstimates } from './runner/estimate.ts'
import { exitCodeOf } from './runner/exit-code.ts'
import { runParts } from './runner/run-parts.ts'
import { commandOf, type RunOptions, type RunReport } from './runner/run-report.ts'
import { bisect } from './shrink/bisect.ts'
import type { Environment } from './stores/place.ts'

export interface CommandSurroundings {
  /** All parts there are. */
  readonly parts: readonly Part[]
  readonly env: Environment
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

type Asked = Exclude<Arguments, { ask: 'help' }>

const OTHER_SCALE = 0.1

/** Does what was asked for; resolves to the exit code. Rejects with a `TortureError` when it cannot be begun. */
export async function carryOut(asked: Asked, surroundings: CommandSurroundings): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-torture-'))
  // Thousands of processes are started, and half of what a start takes is compiling: a run does it once.
  const env = { NODE_COMPILE_CACHE: join(folder, 'compiled'), ...surroundings.env }
  try {
    return await carryOutIn(folder, asked, { ...surroundings, env })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function carryOutIn(folder: string, asked: Asked, surroundings: CommandSurroundings): Promise<number> {
  const { env, say } = surroundings
  if (asked.ask === 'list') {
    say(listText(surroundings.parts, asked.scale ?? 1))
    return 0
  }
  if (asked.ask === 'run') {
    const { names, leftOut } = chooseParts(surroundings.parts, asked.store, asked.parts)
    if (leftOut.length > 0) say(`these parts do not run on ${asked.store}: ${leftOut.join(', ')}`)
    const broker = await chooseBroker(asked.nats, { env, folder })
    const options = runOptions(asked, names, broker)
    return reportOn(options, asked.report, { ...surroundings, env: broker.env })
  }
  const before = await readRunReport(asked.from)
  const broker = await chooseBroker(before.options.nats, { env, folder })
  const here = { ...surroundings, env: broker.env }
  if (asked.ask === 'again')
    return reportOn(optionsAgain(before, surroundings.parts, asked.faults), asked.report, here)
  return bisect(before, asked.tries, { run: options => run(options, here), ...surroundings })
}

function runOptions(
  asked: TortureOptions,
  parts: readonly string[],
  { version, isCurrent }: { readonly version: string; readonly isCurrent: boolean },
): RunOptions {
  const { seed, replicas, store, nats, kills } = asked
  const usualScale = store === 'sqlite' && isCurrent ? 1 : OTHER_SCALE
  return {
    parts,
    scale: asked.scale ?? (kills !== undefined && asked.parts?.length === 1 ? scaleOf(kills) : usualScale),
    seed,
    replicas,
    store,
    natsVersion: version,
    ...(nats !== undefined && { nats }),
    ...(kills !== undefined && { kills }),
  }
}

async function reportOn(
  options: RunOptions,
  dir: string,
  surroundings: CommandSurroundings,
): Promise<number> {
  const { say } = surroundings
  const report = await run(options, surroundings, dir)
  await writeReport(dir, report)
  say(runText(report))
  say(`The report: ${join(dir, 'index.html')}`)
  return exitCodeOf(report)
}

async function run(
  options: RunOptions,
  { parts, env, say, signal }: CommandSurroundings,
  dir?: string,
): Promise<RunReport> {
  const chosen = parts.filter(({ name }) => options.parts.includes(name))
  const seconds = timeLeft(withEstimates(chosen, options.scale))
  say(
    `${commandOf(options)}: nats-server ${options.natsVersion}, about ${durationText(seconds)} on two cores`,
  )
  const keepOperations = dir === undefined ? async () => undefined : await keepOperationsIn(dir)
  return runParts(chosen, options, { env, say, signal, keepOperations })
}
