import { createLogger } from '@rewards/process'
import { readConfig } from '../../../services/gateway/src/config.ts'
import { startGateway } from '../../../services/gateway/src/gateway-service.ts'
import { answerRelays, type Wanted, type Where } from './answers.ts'
import { readContract } from './contract.ts'
import { everyHeader } from './every-header.ts'
import { startGrpcServer } from './grpc-server.ts'
import type { SuiteFiles } from './suite-files.ts'

/** What the suite is run against: the gateway with the reference server of gRPC behind it. */
export interface Stand extends AsyncDisposable {
  /** Where a relay asks for the server under test. */
  readonly port: number
}

/** The largest message that the suite wants a server to take, bytes. */
const MAX_REQUEST_BYTES = 204_800

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

/** Starts it. To be disposed of. */
export async function openStand({ grpcServer, contracts }: SuiteFiles): Promise<Stand> {
  await using steps = new AsyncDisposableStack()
  const contract = await readContract(contracts)
  const backend = steps.use(await startGrpcServer(grpcServer, contract))
  const { port } = await startGateway(
    { ...readConfig(NO_RATES).config, port: 0, event: [backend.address] },
    {
      logger: createLogger({ service: 'gateway', level: 'silent' }),
      stopping: new AbortController().signal,
      onStop: (_, stop) => steps.defer(stop),
    },
    {
      services: { auth: [], event: [contract.service], condition: [], reward: [] },
      limits: { ...NO_DEADLINES, maxRequestBytes: MAX_REQUEST_BYTES },
      requestMetadata: everyHeader,
    },
  )
  const answers = steps.use(await answerRelays(contract, wanted => whereFor(wanted, port)))
  const started = steps.move()
  return { port: answers.port, [Symbol.asyncDispose]: () => started.disposeAsync() }
}

function whereFor({ messageReceiveLimit }: Wanted, port: number): Where {
  if (messageReceiveLimit !== MAX_REQUEST_BYTES) throw new Error(`a limit of ${messageReceiveLimit} bytes`)
  return { host: '127.0.0.1', port }
}
