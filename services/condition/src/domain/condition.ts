import type { ConditionType } from './condition-type.ts'
import type { Operator } from './operators.ts'

/** A condition that was checked, with all that it takes from its event's window. */
export interface Condition {
  readonly conditionId: string
  readonly type: ConditionType
  readonly operator: Operator
  readonly wanted: number
  readonly parameters: Readonly<Record<string, string>>
  /** The first moment that counts. */
  readonly fromMs: number
  /** The first moment that does not count any more. */
  readonly beforeMs: number
  readonly timeZone: string
}

/** A condition as it was sent. */
export interface ConditionDraft {
  readonly conditionId: string
  readonly type: string
  readonly operator: string
  /** JSON; `undefined`: missing. */
  readonly value: unknown
  readonly parameters: Readonly<Record<string, string>>
  /** Epoch ms; `undefined`: not given; NaN: no time that there is. */
  readonly startMs: number | undefined
  /** Empty: the window's. */
  readonly timeZone: string
}

/** A window as it was sent. Times as in `ConditionDraft`. */
export interface WindowDraft {
  readonly startMs: number | undefined
  readonly endMs: number | undefined
  /** Empty: UTC. */
  readonly timeZone: string
}
