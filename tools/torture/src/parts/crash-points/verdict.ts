import { judge } from '../../check/judge.ts'
import { historyOf } from '../../log/operation-log.ts'
import type { StoredRows } from '../../stores/rows.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { World } from './world/world.ts'

/** A sentence for each thing that is not as it must be when all is quiet: by the invariants of every run, and by the story's end. */
export async function verdictOn(world: World, scenario: Scenario): Promise<readonly string[]> {
  const rows = await world.stores.read()
  const judgements = judge({ history: historyOf(world.callers.entries), rows }, { isQuiet: true })
  return [
    ...judgements.flatMap(({ invariant, examples }) => examples.map(example => `${invariant}: ${example}`)),
    ...unfinished(rows),
    ...(await endProblems(world, rows, scenario)),
  ]
}

/** The next attempt is opened when the one before has failed. */
function unfinished({ claims }: StoredRows): string[] {
  return claims.flatMap(({ id, attempts }) =>
    attempts
      .slice(0, -1)
      .filter(({ state }) => state !== 'FAILED')
      .map(({ no, state }) => `${id}: attempt ${no} is ${state}, and there is a later one`),
  )
}

async function endProblems(
  world: World,
  { claims }: StoredRows,
  { succeed, poisoned = 0 }: Scenario,
): Promise<string[]> {
  const successes = claims.filter(({ state }) => state === 'SUCCESS').length
  const letters = await world.openDeadLetters()
  return [
    ...(successes === succeed ? [] : [`${successes} claims are SUCCESS, and not ${succeed}`]),
    ...(letters === poisoned ? [] : [`${letters} dead letters are open, and not ${poisoned}`]),
  ]
}
