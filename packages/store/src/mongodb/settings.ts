import type { MongoClientOptions, ReadConcernLevel } from 'mongodb'
import type { ReadConcern } from '../port.ts'

/** One thing that is set on purpose, and why so. The docs show these rows. */
export interface Setting<K extends keyof MongoClientOptions = keyof MongoClientOptions> {
  readonly option: K
  readonly value: NonNullable<MongoClientOptions[K]>
  readonly why: string
}

/** How long the server itself works on a command, or waits for a majority: less than the socket waits for the answer. */
const SERVER_MS = 3_500

/**
 * Longest that one command may take, the driver's own retry included; then the call is answered without it. The driver
 * has no such limit: `timeoutMS` is without effect in this version of it. Under the 5 s that callers wait by default.
 */
export const COMMAND_MS = 4_500

const set = <K extends keyof MongoClientOptions>(
  option: K,
  value: NonNullable<MongoClientOptions[K]>,
  why: string,
): Setting => ({ option, value, why })

/** What the driver leaves open, or has defaults for that fit other programs. An address cannot change these. */
export const SETTINGS: readonly Setting[] = [
  set('readPreference', 'primary', 'every read may be followed by a guard; secondaries lag'),
  set('retryWrites', true, 'a write that meets an election is tried once more, under its number'),
  set('retryReads', true, 'as writes'),
  set(
    'serverSelectionTimeoutMS',
    2_500,
    'callers learn `unavailable` in time; an election may take longer, and they try again',
  ),
  set('connectTimeoutMS', 2_500, 'a new connection, and each health check of the driver’s'),
  set('socketTimeoutMS', 4_000, 'a server that took a command and is silent: longer than it may work on it'),
  set('waitQueueTimeoutMS', 2_000, 'work that waits longer for a connection is better refused'),
  set(
    'maxPoolSize',
    64,
    'the messages that a consumer has in hand at once; more would only queue in the server',
  ),
  set('heartbeatFrequencyMS', 2_000, 'a silent server is found out within this and one check'),
  set('ignoreUndefined', true, 'as in JSON'),
]

/** The rows of `SETTINGS`, as the driver wants them. */
export function clientOptions(): MongoClientOptions {
  return Object.fromEntries(SETTINGS.map(({ option, value }) => [option, value]))
}

/** Of every write: on the disks of a majority, or its outcome is unknown. */
export const WRITES = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: SERVER_MS },
  maxTimeMS: SERVER_MS,
} as const

/** Of a read with this concern. */
export function reads(level: ReadConcern): {
  readonly readConcern: { readonly level: ReadConcernLevel }
  readonly maxTimeMS: number
} {
  return { readConcern: { level }, maxTimeMS: SERVER_MS }
}
