import { ConditionService } from '@rewards/contracts/condition'
import { type Channel, createClient } from '@rewards/rpc'
import type { Activities } from '../../application/ports.ts'
import { timestampOf } from './times.ts'

/** A sign-in waits no longer than this for condition. */
const TIMEOUT_MS = 1_000

/** Records visits as facts LOGIN of the source `auth`, with auth's own token. */
export function remoteActivities(channel: Channel, ownToken: () => Promise<string>): Activities {
  const condition = createClient(ConditionService, channel)
  return {
    async record(userId, visits) {
      const activities = visits.map(({ factId, atMs }) => ({
        source: 'auth',
        factId,
        userId,
        type: 'LOGIN',
        occurredAt: timestampOf(atMs),
      }))
      await condition.recordActivities({ activities }, { token: await ownToken(), timeoutMs: TIMEOUT_MS })
    },
  }
}
