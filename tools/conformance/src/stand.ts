import { createLogger } from '@rewards/process'
import { type GatewayConfig, readConfig } from '../../../services/gateway/src/config.ts'
import { type Overrides, startGateway } from '../../../services/gateway/src/gateway-service.ts'
import { answerRelays, type Wanted } from './answers.ts'
import { issueCertificate } from './certificate.ts'
import { type Contract, readContract } from './contract.ts'
import { everyHeader } from './every-header.ts'
import { startReferenceServer } from './reference-server.ts'
import type { SuiteFiles } from './suite-files.ts'
import { withoutDetails } from './without-details.ts'

/** What the suite is run against: the gateway, in plain text and over TLS, with the suite's server of gRPC behind it. */
export interface Stand extends AsyncDisposable {
  /** Where a relay asks for the server under test. */
  readonly port: number
}

/** The largest message that the suite wants a server to take, bytes. */
const MAX_REQUEST_BYTES = 204_800

/** Fewer than the cases whose answer comes before all of their request was read: a place that is not given back is missed. */
const CALLS_AT_ONCE = 10

/** The gateway gives a deadline to every call; the suite wants to see none where the caller named none. */
const NO_DEADLINES = {
  defaultDeadlineMs: Number.POSITIVE_INFINITY,
  longestDeadlineMs: Number.POSITIVE_INFINITY,
  longestStreamMs: Number.POSITIVE_INFINITY,
}

/** The suite is one caller, without a token, who asks for more than any user would. */
const NO_RATES = {
  REWARDS_GATEWAY_CALLS_PER_ADDRESS: '1000000/1s',
  REWARDS_GATEWAY_SIGN_INS_PER_ADDRESS: '1000000/1s',
}

/** Starts it; `overrides` make a gateway that the suite must find fault with. To be disposed of. */
export async function openStand(
  { server, contracts }: SuiteFiles,
  overrides: Partial<Overrides> = {},
): Promise<Stand> {
  await using steps = new AsyncDisposableStack()
  const contract = await readContract(contracts)
  const { address } = steps.use(await startReferenceServer(server, contract))
  const { certPath: tlsCert, keyPath: tlsKey, trusted } = steps.use(await issueCertificate())
  const rules = { ...rulesFor(contract), ...overrides }
  const plain = await gatewayAt({ event: [address] }, rules, steps)
  const secure = await gatewayAt({ event: [address], tlsCert, tlsKey }, rules, steps)
  const where = ({ messageReceiveLimit, useTls }: Wanted) => {
    if (messageReceiveLimit !== MAX_REQUEST_BYTES) throw new Error(`a limit of ${messageReceiveLimit} bytes`)
    return useTls ? { port: secure, pemCert: trusted } : { port: plain }
  }
  const answers = steps.use(await answerRelays(contract, where))
  const started = steps.move()
  return { port: answers.port, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

function rulesFor({ service }: Contract): Partial<Overrides> {
  return {
    services: { auth: [], event: [service], condition: [], reward: [] },
    limits: { ...NO_DEADLINES, maxRequestBytes: MAX_REQUEST_BYTES, maxStreamsPerConnection: CALLS_AT_ONCE },
    requestMetadata: everyHeader,
    ownStatus: withoutDetails,
  }
}

/** Starts a gateway on a free port; `steps` stop it. */
async function gatewayAt(
  config: Partial<GatewayConfig>,
  rules: Partial<Overrides>,
  steps: AsyncDisposableStack,
): Promise<number> {
  const life = {
    logger: createLogger({ service: 'gateway', level: 'silent' }),
    stopping: new AbortController().signal,
    onStop: (_: string, stop: () => Promise<void> | void) => steps.defer(stop),
  }
  const { port } = await startGateway({ ...readConfig(NO_RATES).config, port: 0, ...config }, life, rules)
  return port
}
