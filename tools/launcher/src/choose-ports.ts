import type { Environment } from '@rewards/process'
import { LaunchError } from './launch-error.ts'
import { freePorts, requireFree } from './ports.ts'
import { BROKER, GATEWAY, metricsPortVariable, portVariable, type Replica } from './process-table.ts'

/** A further replica of a port that was named listens so much higher than the one before. */
const APART = 100
const HIGHEST_PORT = 65_535

/** The ports of a system, each by its process's name. */
export interface ChosenPorts {
  readonly ports: ReadonlyMap<string, number>
  /** Of `/metrics`: of all but the broker; empty when nothing is to be measured. */
  readonly metricsPorts: ReadonlyMap<string, number>
}

/**
 * A port for each process: the gateway's is `gatewayPort`, another's the one that the environment names, a further
 * replica's 100 above the one before; what is not named, or 0, becomes a free one. So with the ports of `/metrics`,
 * unless nothing is to be measured. Rejects with a `LaunchError` when a port that was named cannot be listened on.
 */
export async function choosePorts(
  replicas: readonly Replica[],
  gatewayPort: number,
  env: Environment,
  measure = true,
): Promise<ChosenPorts> {
  const named = new Map<number, string>()
  const measured = measure ? replicas.filter(({ service }) => service !== BROKER) : []
  const wanted = [
    ...replicas.map(replica => ({ ...replica, port: namedPort(replica, gatewayPort, env) })),
    ...measured.map(replica => ({ name: metricsOf(replica), port: namedMetricsPort(replica, env) })),
  ]
  for (const { name, port } of wanted) {
    if (port === 0) continue
    checkNamed(port, name, named.get(port))
    named.set(port, name)
  }
  await Promise.all([...named].map(([port, name]) => requireFree(port, name)))
  const taken = new Map([...named].map(([port, name]) => [name, port]))
  const free = (await freePorts(wanted.length + taken.size)).filter(port => !named.has(port))
  const portOf = (name: string) => taken.get(name) ?? (free.pop() as number)
  return {
    ports: new Map(replicas.map(({ name }) => [name, portOf(name)])),
    metricsPorts: new Map(measured.map(replica => [replica.name, portOf(metricsOf(replica))])),
  }
}

function metricsOf({ name }: Replica): string {
  return `${name}'s /metrics`
}

/** 0: none is. */
function namedMetricsPort({ service, index }: Replica, env: Environment): number {
  const first = portIn(env, metricsPortVariable(service))
  return first === 0 ? 0 : first + APART * index
}

/** 0: none is. */
function namedPort({ service, index }: Replica, gatewayPort: number, env: Environment): number {
  const first = service === GATEWAY ? gatewayPort : portIn(env, portVariable(service))
  return first === 0 ? 0 : first + APART * index
}

function portIn(env: Environment, variable: string): number {
  const text = env[variable] || '0'
  if (/^\d{1,5}$/.test(text) && Number(text) <= HIGHEST_PORT) return Number(text)
  throw new LaunchError(`${variable} is ${JSON.stringify(text)}; allowed is a port, 0 to ${HIGHEST_PORT}`)
}

function checkNamed(port: number, name: string, other: string | undefined): void {
  if (port > HIGHEST_PORT)
    throw new LaunchError(
      `${name} would listen on port ${port}, and ports end at ${HIGHEST_PORT}: a further replica listens ${APART} above the one before`,
    )
  if (other !== undefined)
    throw new LaunchError(
      `${other} and ${name} would both listen on port ${port}: a further replica listens ${APART} above the one before`,
    )
}
