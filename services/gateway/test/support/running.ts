import type { DescService } from '@bufbuild/protobuf'
import { AuthService } from '@rewards/contracts/auth'
import { createLogger, type Logger } from '@rewards/process'
import { type GatewayConfig, readConfig } from '../../src/config.ts'
import { type Overrides, startGateway } from '../../src/gateway-service.ts'
import { FakeBackend, publishTestKey, type RawHandlers } from './fake-backend.ts'
import { ProbeService } from './probe.ts'

const quiet = createLogger({ service: 'gateway', level: 'silent' })

export interface Running extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** Stops it as a SIGTERM would. */
  stop(): Promise<void>
}

/** A gateway on a free port of the loopback, with the configuration of the defaults and these. */
export async function runGateway(
  config: Partial<GatewayConfig>,
  overrides: Partial<Overrides> = {},
  logger: Logger = quiet,
): Promise<Running> {
  const steps: (() => Promise<void> | void)[] = []
  const stop = async () => {
    for (let step = steps.pop(); step; step = steps.pop()) await step()
  }
  const whole = { ...readConfig({}).config, port: 0, ...config }
  const { port } = await startGateway(
    whole,
    { logger, stopping: new AbortController().signal, onStop: (_, step) => steps.push(step) },
    overrides,
  )
  return { port, url: `http://127.0.0.1:${port}`, stop, [Symbol.asyncDispose]: stop }
}

export interface Probed extends Running {
  /** Serves auth's keys. */
  readonly auth: FakeBackend
  /** Serves the probe, in event's place. */
  readonly event: FakeBackend
}

/** A gateway before an auth that publishes the test's key and an event that serves the probe. */
export async function runProbed(
  handlers: RawHandlers = {},
  overrides: Partial<Overrides> = {},
  config: Partial<GatewayConfig> = {},
  service: DescService = ProbeService,
  logger: Logger = quiet,
): Promise<Probed> {
  const auth = new FakeBackend([AuthService], publishTestKey)
  const event = new FakeBackend([service], handlers)
  await Promise.all([auth.start(), event.start()])
  const addresses = {
    auth: [auth.address],
    event: [event.address],
    condition: [event.address],
    reward: [event.address],
  }
  const services = { auth: [AuthService], event: [service], condition: [], reward: [] }
  const gateway = await runGateway({ ...addresses, ...config }, { services, ...overrides }, logger)
  const stop = async () => {
    await gateway.stop()
    auth.stop()
    event.stop()
  }
  return { ...gateway, auth, event, stop, [Symbol.asyncDispose]: stop }
}
