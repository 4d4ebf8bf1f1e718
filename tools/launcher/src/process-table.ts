import { join } from 'node:path'
import { ROOT } from './places.ts'
import type { Probe } from './probes.ts'

/** What the launcher knows of a process before it chose the ports. */
export interface ProcessEntry {
  readonly name: string
  /** The program that Node runs. */
  readonly entry: string
  readonly probe: Probe
}

/** The stages of a system: each starts when the one before is ready, and stops when the one after has. */
export type ProcessTable = readonly (readonly ProcessEntry[])[]

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

/** The variable that names a process's port: `REWARDS_AUTH_PORT`. */
export function portVariable(name: string): string {
  return `REWARDS_${name.toUpperCase()}_PORT`
}

/** The variable by which the others find a process: `REWARDS_AUTH_URLS`. */
export function addressVariable(name: string): string {
  return `REWARDS_${name.toUpperCase()}_URLS`
}
