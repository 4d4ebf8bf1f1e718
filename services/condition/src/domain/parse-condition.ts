import type { Violations } from '@rewards/errors'
import { checkTime, checkTimeZone, iso, shown } from './checks.ts'
import type { Condition, ConditionDraft } from './condition.ts'
import { type ConditionType, MAX_PARAMETER_LENGTH } from './condition-type.ts'
import { CONDITION_TYPES, findConditionType } from './condition-types.ts'
import { allowedBy, OPERATOR_NAMES, type Operator } from './operators.ts'

/** A window that was checked: from `startMs` (included) to `endMs` (not). NaN where it was refused. */
export interface Window {
  readonly startMs: number
  readonly endMs: number
  readonly timeZone: string
}

/** One condition. Adds what is wrong to `violations`; `undefined` when its type is unknown. */
export function parseCondition(
  violations: Violations,
  path: string,
  draft: ConditionDraft,
  window: Window,
): Condition | undefined {
  violations.id(`${path}.condition_id`, draft.conditionId, 'cnd')
  const type = findConditionType(draft.type)
  const operators = type?.operators ?? OPERATOR_NAMES
  const operator = violations.oneOf(`${path}.operator`, draft.operator, operators)
  const span = {
    fromMs: parseStart(violations, `${path}.start`, draft.startMs, window),
    beforeMs: window.endMs,
    timeZone: checkTimeZone(violations, `${path}.time_zone`, draft.timeZone, window.timeZone),
  }
  if (type === undefined) {
    violations.oneOf(
      `${path}.type`,
      draft.type,
      CONDITION_TYPES.map(({ name }) => name),
    )
    return undefined
  }
  const wanted = parseWanted(violations, `${path}.value`, draft.value, operator, type)
  const parameters = parseParameters(violations, `${path}.parameters`, draft.parameters, type)
  return { conditionId: draft.conditionId, type, operator, wanted, parameters, ...span }
}

function parseStart(violations: Violations, field: string, ms: number | undefined, window: Window): number {
  if (ms === undefined) return window.startMs
  const startMs = checkTime(violations, field, ms)
  if (startMs >= window.endMs)
    violations.add(
      field,
      `is ${iso(startMs)}; allowed is a time before the window's end, ${iso(window.endMs)}`,
    )
  return startMs
}

function parseWanted(
  violations: Violations,
  field: string,
  value: unknown,
  operator: Operator,
  { wanted: { min, max }, operators }: ConditionType,
): number {
  const allowed = `allowed is a whole number, ${min} to ${max}`
  if (value === undefined) violations.add(field, `is missing; ${allowed}`)
  else if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
    violations.add(field, `is ${shown(value)}; ${allowed}`)
  else if (operators.includes(operator) && allowedBy(operator, value).most < 0)
    violations.add(field, `is ${value}, and no count is ${operator} ${value}; ${allowed}`)
  else return value
  return Number.NaN
}

function parseParameters(
  violations: Violations,
  path: string,
  given: Readonly<Record<string, string>>,
  { name: type, parameters }: ConditionType,
): Readonly<Record<string, string>> {
  const names = parameters.map(({ name }) => name)
  const unknown = Object.keys(given).find(name => !names.includes(name))
  if (unknown !== undefined)
    violations.add(path, `has ${shown(unknown)}; ${type} takes ${names.join(', ') || 'no parameters'}`)
  for (const { name, required } of parameters)
    if (required || Object.hasOwn(given, name))
      violations.text(`${path}.${name}`, given[name] ?? '', { min: 1, max: MAX_PARAMETER_LENGTH })
  return given
}
