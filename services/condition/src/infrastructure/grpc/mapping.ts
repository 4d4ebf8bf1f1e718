import type { MessageInitShape } from '@bufbuild/protobuf'
import type { Timestamp, Value } from '@bufbuild/protobuf/wkt'
import {
  type Activity,
  type Condition,
  type ConditionResultSchema,
  type ConditionTypeSchema,
  ValueKind,
  type Window,
} from '@rewards/contracts/condition'
import type { ConditionDraft, WindowDraft } from '../../domain/condition.ts'
import { type ConditionType, MAX_PARAMETER_LENGTH } from '../../domain/condition-type.ts'
import type { Judgement } from '../../domain/evaluate.ts'
import type { FactDraft } from '../../domain/parse-fact.ts'

const NANOS_PER_MS = 1_000_000

/** Epoch ms, rounded down so that a moment before a window's end stays before it. NaN: no time that there is. */
export function msOf(time: Timestamp | undefined): number | undefined {
  if (time === undefined) return undefined
  if (time.nanos < 0 || time.nanos >= 1_000 * NANOS_PER_MS) return Number.NaN
  const ms = Number(time.seconds) * 1_000 + Math.floor(time.nanos / NANOS_PER_MS)
  return Number.isSafeInteger(ms) ? ms : Number.NaN
}

/** Exported for events, which carry the same message. */
export function conditionDraft(condition: Condition): ConditionDraft {
  const { conditionId, type, operator, parameters, timeZone } = condition
  const { value, start } = condition
  return { conditionId, type, operator, value: jsonOf(value), parameters, startMs: msOf(start), timeZone }
}

export function windowDraft(window: Window): WindowDraft {
  return { startMs: msOf(window.start), endMs: msOf(window.end), timeZone: window.timeZone }
}

export function factDraft(activity: Activity): FactDraft {
  const { source, factId, userId, type, occurredAt, attributes } = activity
  return { source, factId, userId, type, occurredAtMs: msOf(occurredAt), attributes }
}

/** What kind of JSON it is. Lists and objects come out empty: no condition takes them, whatever is inside. */
function jsonOf(value: Value | undefined): unknown {
  switch (value?.kind.case) {
    case 'nullValue':
      return null
    case 'listValue':
      return []
    case 'structValue':
      return {}
    default:
      return value?.kind.value
  }
}

export function resultOf(judgement: Judgement): MessageInitShape<typeof ConditionResultSchema> {
  const { measured, wanted } = judgement
  return { ...judgement, measured: numberValue(measured), wanted: numberValue(wanted) }
}

export function conditionTypeOf(type: ConditionType): MessageInitShape<typeof ConditionTypeSchema> {
  return {
    type: type.name,
    description: type.description,
    activityType: type.activityType,
    operators: [...type.operators],
    valueKind: ValueKind.INTEGER,
    minValue: numberValue(type.wanted.min),
    maxValue: numberValue(type.wanted.max),
    parameters: type.parameters.map(parameter => ({
      ...parameter,
      kind: ValueKind.STRING,
      maxLength: MAX_PARAMETER_LENGTH,
    })),
  }
}

function numberValue(value: number) {
  return { kind: { case: 'numberValue' as const, value } }
}
