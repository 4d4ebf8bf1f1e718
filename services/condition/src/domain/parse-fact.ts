import type { Violations } from '@rewards/errors'
import { ACTIVITY_TYPE_NAMES, ACTIVITY_TYPES } from './activity-types.ts'
import { checkTime, shown } from './checks.ts'
import type { Fact } from './fact.ts'

/** A fact as it was reported. The time as in `ConditionDraft`. */
export interface FactDraft {
  readonly source: string
  readonly factId: string
  readonly userId: string
  readonly type: string
  readonly occurredAtMs: number | undefined
  readonly attributes: Readonly<Record<string, string>>
}

/** How far ahead of ours a source's clock may be. */
const LONGEST_LEAD_MS = 3_600_000
const MAX_ATTRIBUTES = 10
const TEXT = { min: 1, max: 100 }
const SOURCE = /^[a-z0-9_]{1,40}$/
const ATTRIBUTE_NAME = /^[a-z][a-z0-9_]{0,99}$/

/** One fact. Adds what is wrong to `violations`; the fact may be used only when nothing was. */
export function parseFact(violations: Violations, path: string, draft: FactDraft, nowMs: number): Fact {
  if (!SOURCE.test(draft.source))
    violations.add(`${path}.source`, `is ${shown(draft.source)}; allowed are 1 to 40 of a-z, 0-9 and _`)
  violations.text(`${path}.fact_id`, draft.factId, TEXT)
  violations.id(`${path}.user_id`, draft.userId, 'usr')
  const type = violations.oneOf(`${path}.type`, draft.type, ACTIVITY_TYPE_NAMES)
  const occurredAtMs = checkTime(
    violations,
    `${path}.occurred_at`,
    draft.occurredAtMs,
    nowMs + LONGEST_LEAD_MS,
  )
  checkAttributes(violations, `${path}.attributes`, draft)
  return { ...draft, type, occurredAtMs }
}

function checkAttributes(violations: Violations, path: string, { type, attributes }: FactDraft): void {
  const names = Object.keys(attributes)
  violations.size(path, names, { min: 0, max: MAX_ATTRIBUTES })
  for (const name of names.slice(0, MAX_ATTRIBUTES)) {
    if (ATTRIBUTE_NAME.test(name)) violations.text(`${path}.${name}`, attributes[name] ?? '', TEXT)
    else
      violations.add(
        path,
        `has the name ${shown(name)}; allowed are 1 to 100 of a-z, 0-9 and _, a letter first`,
      )
  }
  for (const name of requiredOf(type))
    if (!Object.hasOwn(attributes, name))
      violations.add(`${path}.${name}`, `is missing; ${type} needs it, 1 to 100 characters`)
}

function requiredOf(type: string): readonly string[] {
  return Object.entries(ACTIVITY_TYPES).find(([name]) => name === type)?.[1] ?? []
}
