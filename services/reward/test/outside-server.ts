import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ProviderAnswer, ProviderCall, Providers } from '../src/application/providers.ts'
import { newCouponCode } from '../src/infrastructure/providers/coupon-codes.ts'
import { openOutside } from '../src/infrastructure/providers/outside/open.ts'
import type { OutsidePorts, OutsideSettings } from '../src/infrastructure/providers/provider-ports.ts'
import { createProviders } from '../src/infrastructure/providers/providers.ts'
import { POINTS } from './builders.ts'

/** A request as the provider got it. */
export interface Got {
  readonly path: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Answering = (response: ServerResponse, got: Got) => unknown

/** A provider outside, on loopback, that answers as it is told to and notes what it got. */
export async function outsideServer(answering: Answering) {
  const got: Got[] = []
  const server = createServer(async (request, response) => {
    const { url: path = '', method = '', headers } = request
    const asked = { path, method, headers, body: await text(request) }
    got.push(asked)
    answering(response, asked)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/grants`,
    got,
    connections: () => new Promise<number>(resolve => server.getConnections((_, count) => resolve(count))),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers with this status and body. */
export function json(status: number, body: unknown): Answering {
  return response =>
    void response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
}

export const SETTINGS = {
  name: 'outside',
  types: ['POINT', 'COUPON', 'BADGE'],
  kind: 'final per key',
  secrets: [],
  timeoutMs: 5_000,
} as const satisfies Omit<OutsideSettings, 'url'>

/** The providers of a process whose provider outside is at `url`. */
export function providersAt(url: string, settings: Partial<OutsidePorts> = {}) {
  const stopping = new AbortController()
  const stops: (() => unknown)[] = []
  const onStop = (_name: string, stop: () => unknown) => void stops.push(stop)
  const { now = () => 1_700_000_000_000 } = settings
  const ports = { now, stopping: stopping.signal }
  const outside = openOutside({ ...SETTINGS, url, ...settings }, { onStop }, ports)
  const providers = createProviders({ newCode: newCouponCode, simulator: undefined, outside })
  return {
    providers,
    stop: () => stopping.abort(),
    close: () => Promise.all(stops.map(stop => stop())),
  }
}

export const CALL: ProviderCall = {
  key: 'evt_a:usr_ann:once:rwd_a#1',
  grantId: 'evt_a:usr_ann:once:rwd_a',
  claimId: 'evt_a:usr_ann:once',
  eventId: 'evt_a',
  userId: 'usr_ann',
  reward: POINTS,
  position: 0,
}

/** Asks the provider outside. */
export function ask({ byName }: Providers, call: Partial<ProviderCall> = {}): Promise<ProviderAnswer> {
  const [provider] = byName.values()
  if (!provider || provider.kind === 'own') throw new Error('there is no provider outside')
  return provider.call({ ...CALL, ...call })
}
