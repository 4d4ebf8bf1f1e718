import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport, createGrpcTransport } from '@connectrpc/connect-node'
import { AuthService } from '@rewards/contracts/auth'
import { ConditionService } from '@rewards/contracts/condition'
import { ClaimService } from '@rewards/contracts/event'
import { GrantService } from '@rewards/contracts/reward'
import { bearer } from '../../gateways/gateways.ts'
import { reasonOf } from '../../gateways/outcome.ts'
import type { World } from '../../system/world.ts'

/** A place where a token is looked at. */
export interface Door {
  readonly name: string
  /** Resolves to how the call ended: `ok`, or its code and reason. */
  readonly knock: (token: string) => Promise<string>
}

type Transport = ReturnType<typeof createConnectTransport>
type Options = ReturnType<typeof bearer>

/** A call of each service that any signed-in user may make. */
const CALLS: Readonly<Record<string, (transport: Transport, options: Options) => Promise<unknown>>> = {
  auth: (transport, options) => createClient(AuthService, transport).getMe({}, options),
  condition: (transport, options) =>
    createClient(ConditionService, transport).listConditionTypes({}, options),
  event: (transport, options) => createClient(ClaimService, transport).listMyClaims({}, options),
  reward: (transport, options) => createClient(GrantService, transport).listMyGrants({}, options),
}

/** Every gateway with a call of each service, and every process of each service itself, whose port is no secret to a neighbour. */
export function doorsOf({ target }: World): Door[] {
  const gateways = target.urls.flatMap((url, no) =>
    Object.entries(CALLS).map(([service, call]) =>
      door(
        `gateway ${no + 1}, ${service}`,
        call,
        createConnectTransport({ baseUrl: url, httpVersion: '1.1' }),
      ),
    ),
  )
  const services = [...target.running.ports].flatMap(([name, port]) => {
    const call = CALLS[name.replace(/-\d+$/, '')]
    const baseUrl = `http://127.0.0.1:${port}`
    return call ? [door(`${name} itself`, call, createGrpcTransport({ baseUrl }))] : []
  })
  return [...gateways, ...services]
}

function door(
  name: string,
  call: (transport: Transport, options: Options) => Promise<unknown>,
  transport: Transport,
): Door {
  return {
    name,
    knock: token => call(transport, bearer(token)).then(() => 'ok', wordsOf),
  }
}

function wordsOf(err: unknown): string {
  const error = ConnectError.from(err)
  return `${Code[error.code]} ${reasonOf(error)}`
}
