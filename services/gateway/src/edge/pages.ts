import type { DescService } from '@bufbuild/protobuf'
import type { KeySource } from '@rewards/rpc'
import type { HttpHandler } from '../listen/one-port.ts'
import { KEYS_FRESH_MS } from './published-keys.ts'
import { readOnly } from './read-only.ts'
import type { Readiness } from './readiness.ts'
import { sendJson } from './send.ts'

interface Page {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

const NOT_STORED = { 'cache-control': 'no-store' }

/** What the gateway serves beside the contracts' methods, by path. */
export function pages(
  services: readonly DescService[],
  readiness: () => Promise<Readiness>,
  keys: KeySource,
): ReadonlyMap<string, HttpHandler> {
  return new Map([
    ['/', page(async () => ({ status: 200, body: welcome(services) }))],
    ['/healthz', page(async () => ({ status: 200, body: { alive: true }, headers: NOT_STORED }))],
    ['/readyz', page(async () => readyPage(await readiness()))],
    ['/.well-known/jwks.json', page(() => keysPage(keys))],
  ])
}

function welcome(services: readonly DescService[]) {
  return {
    what: 'Rewards: events that users claim, each reward granted exactly once',
    call: 'POST /<service>/<Method> with JSON, or speak Connect, gRPC or gRPC-web here',
    start: 'POST /rewards.auth.v1.AuthService/SignUp {"email", "password", "displayName"}',
    services: services.map(({ typeName }) => typeName),
    see: ['/api-docs', '/openapi.json', '/healthz', '/readyz', '/.well-known/jwks.json'],
  }
}

function readyPage(body: Readiness): Page {
  return { status: body.ready ? 200 : 503, body, headers: NOT_STORED }
}

async function keysPage(keys: KeySource): Promise<Page> {
  try {
    const headers = { 'cache-control': `public, max-age=${KEYS_FRESH_MS / 1_000}` }
    return { status: 200, body: await keys(), headers }
  } catch {
    const body = { code: 'unavailable', message: 'the signing keys cannot be had right now' }
    return { status: 503, body, headers: { ...NOT_STORED, 'retry-after': '1' } }
  }
}

/** Only for reading; never fails. */
function page(make: () => Promise<Page>): HttpHandler {
  return readOnly(async (_, response) => {
    const { status, body, headers } = await make()
    sendJson(response, status, body, headers)
  })
}
