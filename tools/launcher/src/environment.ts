import type { Environment } from '@rewards/process'
import {
  addressesVariable,
  BROKER,
  metricsPortVariable,
  portVariable,
  type Replica,
} from './process-table.ts'

/** Where everything of a system is. */
export interface Places {
  readonly dataDir: string
  readonly natsUrl: string
  /** By the process's name: `event`, `event-2` … */
  readonly ports: ReadonlyMap<string, number>
  /** Of `/metrics`, by the process's name; the broker has none. One that is not here does not measure. */
  readonly metricsPorts: ReadonlyMap<string, number>
}

/** What a process finds in its environment instead of what it would; the ports are chosen by then, and nothing listens yet. */
export type AdaptEnvironment = (self: Replica, env: Environment) => Environment | Promise<Environment>

/** The environments of all processes, by name. */
export async function environmentsOf(
  replicas: readonly Replica[],
  env: Environment,
  places: Places,
  adapt: AdaptEnvironment = (_, own) => own,
): Promise<ReadonlyMap<string, Environment>> {
  const all = new Map<string, Environment>()
  for (const self of replicas)
    all.set(self.name, await adapt(self, environmentOf(self, replicas, env, places)))
  return all
}

/** The URL of the broker: the one that the environment names, else of the one that is started here. */
export function natsUrlOf(env: Environment, ports: ReadonlyMap<string, number>): string {
  return externalNatsUrl(env) ?? `nats://127.0.0.1:${ports.get(BROKER)}`
}

/** The URL of a broker that runs already, when the environment names one. */
export function externalNatsUrl(env: Environment): string | undefined {
  return env.NATS_URL || undefined
}

/**
 * What one caller is allowed where all of them are on this machine: they share one address, and a bench or a demo asks for
 * more than any user would. Where the system listens for others, the defaults hold.
 */
const ONE_MACHINE_LIMITS: Environment = {
  REWARDS_GATEWAY_CALLS_PER_ADDRESS: '1000000/1s',
  REWARDS_GATEWAY_SIGN_INS_PER_ADDRESS: '1000000/1s',
  REWARDS_GATEWAY_READS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_CLAIMS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_OPERATIONS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_STREAMS_PER_USER: '1000000/1s',
  REWARDS_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS: '10000',
  REWARDS_GATEWAY_MAX_STREAMS: '512',
  REWARDS_GATEWAY_MAX_CALLS_PER_ADDRESS: '2000',
  REWARDS_GATEWAY_MAX_CALLS_PER_USER: '2000',
  REWARDS_AUTH_SIGN_INS_PER_ADDRESS: '1000000/1s',
  REWARDS_AUTH_SIGN_UPS_PER_ADDRESS: '1000000/1s',
}

/** The environment of the process `self`: the given one, its own port, and where all processes of the other services are. */
export function environmentOf(
  self: Replica,
  replicas: readonly Replica[],
  env: Environment,
  places: Places,
): Environment {
  const { dataDir, natsUrl, ports, metricsPorts } = places
  const metricsPort = metricsPorts.get(self.name)
  const others = replicas.filter(({ service }) => service !== self.service)
  return {
    // The simulator lets a demo make rewards fail; a system on one machine is for that.
    REWARDS_SIMULATOR: 'true',
    ...(env.REWARDS_HOST ? {} : ONE_MACHINE_LIMITS),
    ...env,
    ...addresses(others, ports),
    [portVariable(self.service)]: String(ports.get(self.name)),
    [metricsPortVariable(self.service)]: metricsPort?.toString(),
    REWARDS_DATA_DIR: dataDir,
    NATS_URL: natsUrl,
    REWARDS_END_WITH_STDIN: 'true',
  }
}

function addresses(replicas: readonly Replica[], ports: ReadonlyMap<string, number>): Environment {
  const services = [...Map.groupBy(replicas, ({ service }) => service)]
  return Object.fromEntries(
    services.map(([service, all]) => [
      addressesVariable(service),
      all.map(({ name }) => `127.0.0.1:${ports.get(name)}`).join(','),
    ]),
  )
}
