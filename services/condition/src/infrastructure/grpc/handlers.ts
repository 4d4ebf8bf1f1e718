import { create } from '@bufbuild/protobuf'
import {
  ActivitySchema,
  ConditionService,
  type ValidateConditionsRequest,
} from '@rewards/contracts/condition'
import { type CallContext, type Implementation, implement, requireCaller } from '@rewards/rpc'
import type { Events } from '../../application/events.ts'
import type { UseCases } from '../../application/use-cases.ts'
import type { Evaluation } from '../../domain/evaluate.ts'
import { conditionDraft, conditionTypeOf, factDraft, resultOf, windowDraft } from './mapping.ts'

/** The service's contract on its use cases. `eventsFor` gives the events as the caller of a call may see them. */
export function conditionHandlers(
  useCases: UseCases,
  eventsFor: (context: CallContext) => Events,
): Implementation {
  return implement(ConditionService, {
    async listConditionTypes(request) {
      const { types, nextPageToken } = useCases.listConditionTypes(request)
      return { conditionTypes: types.map(conditionTypeOf), nextPageToken }
    },
    async validateConditions(request) {
      useCases.validateConditions(questionOf(request))
      return {}
    },
    async evaluateConditions(request, context) {
      const question = { userId: request.userId, ...questionOf(request) }
      return evaluationOf(await useCases.evaluateConditions(question, requireCaller(context)))
    },
    async getProgress(request, context) {
      const events = eventsFor(context)
      return evaluationOf(await useCases.getProgress(request, requireCaller(context), events))
    },
    recordActivity: ({ activity = create(ActivitySchema) }) =>
      useCases.recordActivity({ activity: factDraft(activity) }),
    async recordActivities(request) {
      const recordings = await useCases.recordActivities({ activities: request.activities.map(factDraft) })
      return { ...recordings, different: [...recordings.different] }
    },
  })
}

function questionOf({ conditions, window }: Pick<ValidateConditionsRequest, 'conditions' | 'window'>) {
  return { conditions: conditions.map(conditionDraft), window: window && windowDraft(window) }
}

function evaluationOf({ met, results }: Evaluation) {
  return { met, results: results.map(resultOf) }
}
