import type { MessageInitShape } from '@bufbuild/protobuf'
import type { ConditionService, WindowSchema } from '@rewards/contracts/condition'
import type { Client } from '@rewards/rpc'
import type { Conditions } from '../../application/conditions.ts'
import type { WindowDraft } from '../../domain/event-window.ts'
import { conditionMessage, resultRecord } from './condition-messages.ts'
import { timestampOf } from './timestamps.ts'

/** What is asked of the condition service, over its client. A call that takes longer is given up: `unavailable`. */
export function conditionsOver(client: Client<typeof ConditionService>, timeoutMs: number): Conditions {
  return {
    async validate(conditions, window, token) {
      const request = { conditions: conditions.map(conditionMessage), window: windowMessage(window) }
      await client.validateConditions(request, { token, timeoutMs })
    },
    async evaluate(userToken, event) {
      const request = { conditions: event.conditions.map(conditionMessage), window: windowMessage(event) }
      const { met, results } = await client.evaluateConditions(request, { token: userToken, timeoutMs })
      return { met, results: results.map(resultRecord) }
    },
  }
}

function windowMessage({
  startsAtMs,
  endsAtMs,
  timeZone,
}: WindowDraft): MessageInitShape<typeof WindowSchema> {
  return {
    ...(startsAtMs !== undefined && { start: timestampOf(startsAtMs) }),
    ...(endsAtMs !== undefined && { end: timestampOf(endsAtMs) }),
    timeZone,
  }
}
