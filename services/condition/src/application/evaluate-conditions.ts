import { RewardsError, Violations } from '@rewards/errors'
import type { ConditionDraft, WindowDraft } from '../domain/condition.ts'
import { type Evaluation, evaluate } from '../domain/evaluate.ts'
import { parseConditions } from '../domain/parse-conditions.ts'
import type { Caller } from './caller.ts'
import type { Facts } from './facts.ts'

export interface EvaluateConditions {
  /** Empty: the caller. */
  readonly userId: string
  readonly conditions: readonly ConditionDraft[]
  readonly window: WindowDraft | undefined
}

/**
 * How 1 to 20 conditions stand for the caller or, with the permission `condition.evaluate`, for another user. Every
 * fact whose recording was answered before counts.
 * Throws invalid_argument INVALID_FIELDS; permission_denied PERMISSION_DENIED.
 */
export function evaluateConditions(facts: Facts) {
  return async (request: EvaluateConditions, caller: Caller): Promise<Evaluation> => {
    const userId = request.userId === '' ? caller.userId : request.userId
    requireSight(userId, caller)
    return evaluate(facts, userId, parseConditions(request.conditions, request.window, { min: 1 }))
  }
}

function requireSight(userId: string, caller: Caller): void {
  if (userId === caller.userId) return
  if (!caller.permissions.has('condition.evaluate'))
    throw new RewardsError(
      'permission_denied',
      'PERMISSION_DENIED',
      'user_id names another user than the caller, which needs the permission condition.evaluate',
      { metadata: { permission: 'condition.evaluate' } },
    )
  const violations = new Violations()
  violations.id('user_id', userId, 'usr')
  violations.throwIfAny()
}
