import { Violations } from '@rewards/errors'
import { checkTime, checkTimeZone, iso, shown } from './checks.ts'
import type { Condition, ConditionDraft, WindowDraft } from './condition.ts'
import type { Window } from './parse-condition.ts'
import { parseCondition } from './parse-condition.ts'

/** The most conditions that an event may have. */
export const MAX_CONDITIONS = 20

/** The conditions of one event, checked together. Throws `invalid_argument` that names every wrong field. */
export function parseConditions(
  drafts: readonly ConditionDraft[],
  windowDraft: WindowDraft | undefined,
  { min }: { min: 0 | 1 },
): readonly Condition[] {
  const violations = new Violations()
  violations.size('conditions', drafts, { min, max: MAX_CONDITIONS })
  const window = parseWindow(violations, windowDraft)
  const looked = drafts.slice(0, MAX_CONDITIONS)
  const conditions = looked.flatMap(
    (draft, at) => parseCondition(violations, `conditions[${at}]`, draft, window) ?? [],
  )
  checkUniqueIds(violations, looked)
  violations.throwIfAny()
  return conditions
}

function parseWindow(violations: Violations, draft: WindowDraft | undefined): Window {
  const startMs = checkTime(violations, 'window.start', draft?.startMs)
  const endMs = checkTime(violations, 'window.end', draft?.endMs)
  if (startMs >= endMs)
    violations.add('window.end', `is ${iso(endMs)}; allowed is a time after the start, ${iso(startMs)}`)
  return {
    startMs,
    endMs,
    timeZone: checkTimeZone(violations, 'window.time_zone', draft?.timeZone ?? '', 'UTC'),
  }
}

function checkUniqueIds(violations: Violations, drafts: readonly ConditionDraft[]): void {
  const first = new Map<string, number>()
  for (const [at, { conditionId }] of drafts.entries()) {
    const before = first.get(conditionId)
    if (before === undefined) first.set(conditionId, at)
    else if (conditionId !== '')
      violations.add(
        `conditions[${at}].condition_id`,
        `is ${shown(conditionId)} like that of conditions[${before}]; allowed are ids that differ`,
      )
  }
}
