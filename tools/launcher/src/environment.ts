import type { Environment } from '@rewards/process'
import { LaunchError } from './launch-error.ts'
import { freePorts, requireFree } from './ports.ts'
import { addressVariable, BROKER, GATEWAY, type ProcessTable, portVariable } from './process-table.ts'

/** Where everything of a system is. */
export interface Places {
  readonly dataDir: string
  readonly natsUrl: string
  /** By the process's name. */
  readonly ports: ReadonlyMap<string, number>
}

/**
 * A port for each process: the gateway's is `gatewayPort` (0 for a free one), another's the one that the environment
 * names, else a free one. Rejects with a `LaunchError` when a port that was named is in use.
 */
export async function choosePorts(
  table: ProcessTable,
  gatewayPort: number,
  env: Environment,
): Promise<Map<string, number>> {
  const names = table.flat().map(({ name }) => name)
  const wanted = names.map(name => (name === GATEWAY ? gatewayPort : namedPort(name, env)))
  await Promise.all(wanted.filter(port => port > 0).map(requireFree))
  const free = await freePorts(names.length)
  return new Map(names.map((name, i) => [name, wanted[i] || (free[i] as number)]))
}

function namedPort(name: string, env: Environment): number {
  const text = env[portVariable(name)] || '0'
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text)
  throw new LaunchError(`${portVariable(name)} is ${JSON.stringify(text)}; allowed is a port, 0 to 65535`)
}

/** The URL of the broker: the one that the environment names, else of the one that is started here. */
export function natsUrlOf(env: Environment, ports: ReadonlyMap<string, number>): string {
  return externalNatsUrl(env) ?? `nats://127.0.0.1:${ports.get(BROKER)}`
}

/** The URL of a broker that runs already, when the environment names one. */
export function externalNatsUrl(env: Environment): string | undefined {
  return env.NATS_URL || undefined
}

/** The environment of the process `self`: the given one, its own port, and where the others are. */
export function environmentOf(self: string, env: Environment, places: Places): Environment {
  const { dataDir, natsUrl, ports } = places
  const others = [...ports].filter(([name]) => name !== self)
  return {
    // The simulator lets a demo make rewards fail; a system on one machine is for that.
    REWARDS_SIMULATOR: 'true',
    ...env,
    ...Object.fromEntries(others.map(([name, port]) => [addressVariable(name), `127.0.0.1:${port}`])),
    [portVariable(self)]: String(ports.get(self)),
    REWARDS_DATA_DIR: dataDir,
    NATS_URL: natsUrl,
    REWARDS_END_WITH_STDIN: 'true',
  }
}
