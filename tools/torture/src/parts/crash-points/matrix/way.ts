import type { Scenario } from '../scenarios/scenario.ts'
import type { Fault } from '../steps/fault.ts'

/** How a step comes to be taken. */
export interface Way {
  readonly scenario: Scenario
  /** Of each service. */
  readonly replicas: number
  /** What has to happen before; without it the step is not taken in this scenario. */
  readonly before: readonly Fault[]
  /** How often the step is then taken. */
  readonly times: number
}

/** For people, and enough to find it again. */
export function describeRun(
  { scenario, replicas }: Pick<Way, 'scenario' | 'replicas'>,
  faults: readonly Fault[],
): string {
  const struck = faults.map(({ step, nth, kind }) => `${kind} at «${step}»${nth > 1 ? ` (time ${nth})` : ''}`)
  return `${scenario.name}, ${replicas === 1 ? 'one replica' : `${replicas} replicas`}: ${struck.join(', then ')}`
}
