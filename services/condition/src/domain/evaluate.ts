import type { Condition } from './condition.ts'
import type { ConditionType } from './condition-type.ts'
import type { FactReader } from './fact.ts'
import { type Allowed, allowedBy, type Operator } from './operators.ts'

/** How one condition stands for one user. */
export interface Judgement {
  readonly conditionId: string
  readonly type: string
  readonly met: boolean
  readonly measured: number
  readonly operator: Operator
  readonly wanted: number
  /** What is missing, for a person: `2 more login days`. Empty when met. */
  readonly missing: string
}

/** How conditions stand together, in their order. Met when all of them are; so none at all are met. */
export interface Evaluation {
  readonly met: boolean
  readonly results: readonly Judgement[]
}

/** Measures and judges conditions for a user, as the facts are now: with `<`, `<=` and `==` later ones may undo it. */
export async function evaluate(
  facts: FactReader,
  userId: string,
  conditions: readonly Condition[],
): Promise<Evaluation> {
  const results = await Promise.all(
    conditions.map(async condition =>
      judge(condition, await condition.type.measure(facts, { userId, ...condition })),
    ),
  )
  return { met: results.every(({ met }) => met), results }
}

/** Whether what was measured meets the condition, and else what is missing. */
export function judge({ conditionId, type, operator, wanted }: Condition, measured: number): Judgement {
  const missing = missingOf(measured, allowedBy(operator, wanted), type.unit)
  return { conditionId, type: type.name, met: missing === '', measured, operator, wanted, missing }
}

function missingOf(measured: number, { least, most }: Allowed, unit: ConditionType['unit']): string {
  const named = (count: number) => (count === 1 ? unit.one : unit.many)
  if (measured < least) return `${least - measured} more ${named(least - measured)}`
  if (measured > most) return `${measured - most} ${named(measured - most)} too many`
  return ''
}
