import { type CallOptions, type Client, createClient, type Transport } from '@connectrpc/connect'
import { createConnectTransport, Http2SessionManager } from '@connectrpc/connect-node'
import { AuthService, ServiceAccountService, TokenService, UserService } from '@rewards/contracts/auth'
import { ConditionService } from '@rewards/contracts/condition'
import { ClaimService, EventService } from '@rewards/contracts/event'
import { GrantService, SimulatorService } from '@rewards/contracts/reward'
import { inTurn } from './in-turn.ts'

/** Somebody with an access token. */
export interface Caller {
  readonly userId: string
  readonly token: string
}

/** The system as its callers see it: some addresses, and the contracts' services behind each of them. */
export interface Gateway {
  readonly urls: readonly string[]
  readonly auth: Client<typeof AuthService>
  readonly users: Client<typeof UserService>
  readonly serviceAccounts: Client<typeof ServiceAccountService>
  readonly tokens: Client<typeof TokenService>
  readonly conditions: Client<typeof ConditionService>
  readonly events: Client<typeof EventService>
  readonly claims: Client<typeof ClaimService>
  readonly grants: Client<typeof GrantService>
  readonly simulator: Client<typeof SimulatorService>
  /** Aborts every call that was made with `as` or `anyone`. */
  readonly signal: AbortSignal
  /** The options of a call that needs no token. */
  readonly anyone: CallOptions
  /** The options of a call with this caller's token. */
  as(caller: Caller): CallOptions
  close(): void
}

const CALL_WITHIN_MS = 20_000

/** One connection to each address, made with the first call, for all callers; calls go to the addresses in turn. */
export function openGateway(urls: readonly string[], signal: AbortSignal): Gateway {
  const sessions = urls.map(url => new Http2SessionManager(url))
  const transport = inTurn(sessions.map(transportOver))
  return {
    urls,
    auth: createClient(AuthService, transport),
    users: createClient(UserService, transport),
    serviceAccounts: createClient(ServiceAccountService, transport),
    tokens: createClient(TokenService, transport),
    conditions: createClient(ConditionService, transport),
    events: createClient(EventService, transport),
    claims: createClient(ClaimService, transport),
    grants: createClient(GrantService, transport),
    simulator: createClient(SimulatorService, transport),
    signal,
    anyone: { signal },
    as: ({ token }) => ({ signal, headers: { authorization: `Bearer ${token}` } }),
    close: () => {
      for (const session of sessions) session.abort()
    },
  }
}

function transportOver(sessionManager: Http2SessionManager): Transport {
  const baseUrl = sessionManager.authority
  return createConnectTransport({
    baseUrl,
    httpVersion: '2',
    sessionManager,
    defaultTimeoutMs: CALL_WITHIN_MS,
  })
}
