import type { MessageInitShape } from '@bufbuild/protobuf'
import type {
  Condition,
  ConditionResult,
  ConditionResultSchema,
  ConditionSchema,
} from '@rewards/contracts/condition'
import type { ConditionDraft } from '../../domain/condition-definition.ts'
import type { ConditionResult as ResultRecord } from '../../domain/refusal.ts'
import { jsonOf, scalarOf, valueMessage } from './scalar-values.ts'
import { msOf, timestampOf } from './timestamps.ts'

/** A condition as it was sent. */
export function conditionDraft({ value, start, ...condition }: Condition): ConditionDraft {
  const { conditionId, type, operator, parameters, timeZone } = condition
  return {
    conditionId,
    type,
    operator,
    parameters: { ...parameters },
    timeZone,
    value: jsonOf(value),
    startsAtMs: msOf(start),
  }
}

/** A condition, kept or sent, as the contract says it. */
export function conditionMessage(
  condition: Omit<ConditionDraft, 'startsAtMs'> & { readonly startsAtMs?: number | undefined },
): MessageInitShape<typeof ConditionSchema> {
  const { conditionId, type, operator, value, parameters, startsAtMs, timeZone } = condition
  return {
    conditionId,
    type,
    operator,
    parameters: { ...parameters },
    timeZone,
    ...(value !== undefined && { value: valueMessage(value) }),
    ...(startsAtMs !== undefined && { start: timestampOf(startsAtMs) }),
  }
}

/** How a condition stood, as it is kept. */
export function resultRecord({ measured, wanted, ...result }: ConditionResult): ResultRecord {
  const { conditionId, type, met, operator, missing } = result
  return { conditionId, type, met, measured: scalarOf(measured), operator, wanted: scalarOf(wanted), missing }
}

/** How a condition stood, as the contract says it. */
export function resultMessage({
  measured,
  wanted,
  ...rest
}: ResultRecord): MessageInitShape<typeof ConditionResultSchema> {
  return { ...rest, measured: valueMessage(measured), wanted: valueMessage(wanted) }
}
