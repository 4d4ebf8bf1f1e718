import { join } from 'node:path'
import { ROOT } from './places.ts'
import type { Probe } from './probes.ts'

/** What the launcher knows of a kind of process before it chose the ports. */
export interface ProcessEntry {
  readonly name: string
  /** The program that Node runs. */
  readonly entry: string
  readonly probe: Probe
}

/** The stages of a system: each starts when the one before is ready, and stops when the one after has. */
export type ProcessTable = readonly (readonly ProcessEntry[])[]

/** One process of a system. */
export interface Replica extends ProcessEntry {
  /** The service's name for the first, and that with the number for the others: `event`, `event-2`, `event-3`. */
  readonly name: string
  /** The name in the table. */
  readonly service: string
  /** 0 for the first. */
  readonly index: number
}

export type ReplicaTable = readonly (readonly Replica[])[]

export const BROKER = 'broker'
export const GATEWAY = 'gateway'

/** The processes of the reward system. A further service is one more line. */
export const PROCESSES: ProcessTable = [
  [{ name: BROKER, entry: join(import.meta.dirname, 'broker', 'main.ts'), probe: 'nats' }],
  [service('auth'), service('condition'), service('event'), service('reward')],
  [{ ...service(GATEWAY), probe: 'http' }],
]

function service(name: string): ProcessEntry {
  return { name, entry: join(ROOT, 'services', name, 'src', 'main.ts'), probe: 'grpc' }
}

/** So many processes of everything, but for the broker: a further one would not have the streams of the first. */
export function replicated(table: ProcessTable, replicas: number): ReplicaTable {
  return table.map(stage =>
    stage.flatMap(entry => Array.from({ length: entry.name === BROKER ? 1 : replicas }, replicaOf(entry))),
  )
}

function replicaOf(entry: ProcessEntry) {
  const service = entry.name
  return (_: unknown, index: number): Replica => ({
    ...entry,
    name: index === 0 ? service : `${service}-${index + 1}`,
    service,
    index,
  })
}

/** The variable that names a process's port: `REWARDS_AUTH_PORT`. */
export function portVariable(service: string): string {
  return `REWARDS_${service.toUpperCase()}_PORT`
}

/** The variable that names the port of a process's `/metrics`: `REWARDS_AUTH_METRICS_PORT`. */
export function metricsPortVariable(service: string): string {
  return `REWARDS_${service.toUpperCase()}_METRICS_PORT`
}

/** The variable by which the others find the processes of a service: `REWARDS_AUTH_URLS`. */
export function addressesVariable(service: string): string {
  return `REWARDS_${service.toUpperCase()}_URLS`
}
