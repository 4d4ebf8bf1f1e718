import { type Client, createClient } from '@connectrpc/connect'
import { createConnectTransport, Http2SessionManager } from '@connectrpc/connect-node'
import { AuthService, ServiceAccountService, TokenService, UserService } from '@rewards/contracts/auth'
import { ConditionService } from '@rewards/contracts/condition'
import {
  ClaimService,
  DeadLetterService as EventDeadLetterService,
  EventService,
} from '@rewards/contracts/event'
import { DeadLetterService as RewardDeadLetterService, SimulatorService } from '@rewards/contracts/reward'
import type { Random } from '../random.ts'
import { forgiveLateGoaway } from './late-goaway.ts'

/** The system as its callers see it, through one gateway. */
export interface Gateway {
  readonly auth: Client<typeof AuthService>
  readonly users: Client<typeof UserService>
  readonly serviceAccounts: Client<typeof ServiceAccountService>
  readonly tokens: Client<typeof TokenService>
  readonly conditions: Client<typeof ConditionService>
  readonly events: Client<typeof EventService>
  readonly claims: Client<typeof ClaimService>
  readonly simulator: Client<typeof SimulatorService>
  /** What consumers gave up on, by the service that consumes. */
  readonly deadLetters: {
    readonly event: Client<typeof EventDeadLetterService>
    readonly reward: Client<typeof RewardDeadLetterService>
  }
}

/** All gateways of a system, one connection to each. */
export interface Gateways {
  /** One of them, by chance: a caller who comes back may come through another. */
  any(): Gateway
  close(): void
}

/** Whoever gets no answer for so long has none. */
const CALL_WITHIN_MS = 10_000

export function openGateways(urls: readonly string[], random: Random): Gateways {
  forgiveLateGoaway()
  const sessions = urls.map(url => new Http2SessionManager(url))
  const gateways = sessions.map(gatewayOver)
  return {
    any: () => random.pick(gateways),
    close: () => {
      for (const session of sessions) session.abort()
    },
  }
}

function gatewayOver(sessionManager: Http2SessionManager): Gateway {
  const transport = createConnectTransport({
    baseUrl: sessionManager.authority,
    httpVersion: '2',
    sessionManager,
    defaultTimeoutMs: CALL_WITHIN_MS,
  })
  return {
    auth: createClient(AuthService, transport),
    users: createClient(UserService, transport),
    serviceAccounts: createClient(ServiceAccountService, transport),
    tokens: createClient(TokenService, transport),
    conditions: createClient(ConditionService, transport),
    events: createClient(EventService, transport),
    claims: createClient(ClaimService, transport),
    simulator: createClient(SimulatorService, transport),
    deadLetters: {
      event: createClient(EventDeadLetterService, transport),
      reward: createClient(RewardDeadLetterService, transport),
    },
  }
}

/** The options of a call with this access token. */
export function bearer(token: string): { headers: { authorization: string } } {
  return { headers: { authorization: `Bearer ${token}` } }
}
