import { join } from 'node:path'
import type { Scenario } from './scenarios/scenario.ts'
import type { Fault } from './steps/fault.ts'
import { Watch } from './steps/watch.ts'
import { verdictOn } from './verdict.ts'
import { copyFiles, removeFiles } from './world/files.ts'
import { World } from './world/world.ts'

/** One run of a scenario. */
export interface Run {
  readonly scenario: Scenario
  /** Of each service, 1 or 2. */
  readonly replicas: number
  /** What happens on its way, in this order. */
  readonly faults: readonly Fault[]
}

export interface RunResult {
  readonly watch: Watch
  /** A sentence for each thing that is not as it must be. */
  readonly problems: readonly string[]
}

let runs = 0

/** Plays a scenario to its quiet end, and judges what it left. `prepared` has the scenario's files; `folder` gets a copy. */
export async function play(
  { scenario, replicas, faults }: Run,
  prepared: string,
  folder: string,
): Promise<RunResult> {
  const own = join(folder, `run-${++runs}`)
  await copyFiles(prepared, own)
  const watch = new Watch(faults)
  const world = new World({ scenario, replicas, watch, folder: own })
  try {
    await world.start()
    return { watch, problems: await problemsOf(world, scenario) }
  } finally {
    await world.close()
    await removeFiles(own)
  }
}

async function problemsOf(world: World, scenario: Scenario): Promise<readonly string[]> {
  try {
    const isQuiet = await playedOut(world, scenario)
    await world.callers.askAgain()
    return [...(isQuiet ? [] : ['it does not become quiet']), ...(await verdictOn(world, scenario))]
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
  }
}

/** Until all is quiet, and again after those who slept all the while have woken. */
async function playedOut(world: World, scenario: Scenario): Promise<boolean> {
  await scenario.play(world)
  let isQuiet = await world.untilQuiet()
  while (world.watch.hasSleepers) {
    await world.watch.wake()
    isQuiet = await world.untilQuiet()
  }
  return isQuiet
}
