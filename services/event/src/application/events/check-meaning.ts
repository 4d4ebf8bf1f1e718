import { RewardsError, type Violations } from '@rewards/errors'
import { type ConditionDraft, MAX_CONDITIONS } from '../../domain/condition-definition.ts'
import type { WindowDraft } from '../../domain/event-window.ts'
import type { Editor, EventPorts } from './ports.ts'

/** Conditions, and the window that they are to be measured in. */
export interface Meaning extends WindowDraft {
  readonly conditions: readonly ConditionDraft[]
}

/** How the condition service calls what the event's contract calls otherwise. */
const WINDOW_FIELDS: Readonly<Record<string, string>> = {
  'window.start': 'event.starts_at',
  'window.end': 'event.ends_at',
  'window.time_zone': 'event.time_zone',
}

/**
 * Has the condition service look at the conditions too, then throws invalid_argument with all that was found, here
 * and there. Rejects with `unavailable` when it does not answer and nothing is wrong so far.
 */
export async function checkMeaning(
  { conditions: service }: EventPorts,
  violations: Violations,
  { conditions, ...window }: Meaning,
  { token }: Editor,
): Promise<void> {
  if (conditions.length > 0 && conditions.length <= MAX_CONDITIONS)
    await service.validate(conditions, window, token).catch(addProblems(violations))
  violations.throwIfAny()
}

/** What the service finds wrong with the window is news only where nothing was found here. */
function addProblems(violations: Violations): (error: unknown) => void {
  return error => {
    const foundBefore = violations.any
    const problems = error instanceof RewardsError ? error.violations : []
    for (const { field, description } of problems)
      if (field.startsWith('conditions')) violations.add(`event.${field}`, description)
      else if (!foundBefore) violations.add(WINDOW_FIELDS[field] ?? field, description)
    if (!violations.any) throw error
  }
}
