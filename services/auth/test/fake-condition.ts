import { AuthService } from '@rewards/contracts/auth'
import { type Activity, ConditionService } from '@rewards/contracts/condition'
import { createLogger } from '@rewards/process'
import {
  createServer,
  createTokenVerifier,
  implement,
  KeySet,
  openChannel,
  requireCaller,
  signingKeysOf,
} from '@rewards/rpc'

export interface FakeCondition {
  readonly port: number
  /** Every fact as often as it came. */
  readonly received: readonly Activity[]
  /** Who reported, as their tokens say. */
  readonly callers: ReadonlySet<string>
  stop(): Promise<void>
}

/** A condition service that takes every fact, from callers whose tokens hold against auth's keys alone. */
export async function runFakeCondition(
  authPort: number,
  port = 0,
  behave: (facts: readonly Activity[]) => Promise<void> = async () => undefined,
): Promise<FakeCondition> {
  const received: Activity[] = []
  const callers = new Set<string>()
  const logger = createLogger({ service: 'condition', level: 'silent' })
  const channel = openChannel({ addresses: [`127.0.0.1:${authPort}`], services: [AuthService] })
  const keys = new KeySet({ source: signingKeysOf(channel), now: Date.now, logger })
  const unused = async () => Promise.reject(new Error('not part of this'))
  const service = implement(ConditionService, {
    listConditionTypes: unused,
    validateConditions: unused,
    evaluateConditions: unused,
    getProgress: unused,
    recordActivity: unused,
    async recordActivities({ activities }, context) {
      callers.add(requireCaller(context).userId)
      received.push(...activities)
      await behave(activities)
      return { recorded: activities.length }
    },
  })
  const verifier = createTokenVerifier({ keys, issuer: 'rewards', audience: 'rewards', now: Date.now })
  const server = createServer({ services: [service], verifier, logger })
  const bound = await server.listen('127.0.0.1', port)
  async function stop() {
    await server.close(100)
    channel.close()
  }
  return { port: bound, received, callers, stop }
}
