import { randomBytes } from 'node:crypto'
import { withDatabase } from './address.ts'
import { findMongo } from './find.ts'
import type { Environment } from './run-tool.ts'
import { dropDatabases } from './server.ts'
import { MongoSetupError } from './setup-error.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

export { keepIn, mongodbUrlOf } from './kept-in.ts'

/** The MongoDB of one test file, or the reason why there is none on this machine. */
export interface TestMongo {
  /** For the titles of tests: what it is, or why they are skipped. */
  readonly name: string
  /** Empty when there is one. */
  readonly missing: string
  /** True for the stand-in: it shows neither durability, fail-over nor what concerns and time limits do. */
  readonly isStandIn: boolean
  /** An address with a database prefix that no other test uses. Throws when there is no MongoDB. */
  newUrl(): string
  /** Drops what lies under the address, which `newUrl` gave. */
  drop(url: string): Promise<void>
  /** Drops what is left, and ends what was started. */
  stop(): Promise<void>
}

/** Finds or starts a MongoDB; to be awaited where a test file begins, and stopped behind its last test. */
export async function mongoForTests(env: Environment): Promise<TestMongo> {
  const found = await findMongo({ env })
  if ('missing' in found) return missingMongo(found.missing)
  const prefixes = new Map<string, string>()
  const drop = async (urls: readonly string[]) => {
    const wanted = urls.flatMap(url => prefixes.get(url) ?? [])
    if (wanted.length > 0) await dropDatabases(found.url, wanted)
    for (const url of urls) prefixes.delete(url)
  }
  return {
    name: `MongoDB (${found.what}, ${found.version})`,
    missing: '',
    isStandIn: found.what === 'stand-in',
    newUrl() {
      const prefix = `test-${randomBytes(6).toString('hex')}`
      const url = withDatabase(found.url, prefix)
      prefixes.set(url, `${prefix}_`)
      return url
    },
    drop: url => drop([url]),
    async stop() {
      if (found.what === 'MONGODB_TEST_URL') await drop([...prefixes.keys()])
      await found.stop()
    },
  }
}

function missingMongo(missing: string): TestMongo {
  return {
    name: `MongoDB, skipped: ${missing}`,
    missing,
    isStandIn: false,
    newUrl: () => {
      throw new MongoSetupError(missing)
    },
    drop: async () => undefined,
    stop: async () => undefined,
  }
}

/** A stand-in that a test may mistreat. Its address stays the same through everything. */
export interface TestStandIn {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** kill -9. What it held is gone. */
  kill(): Promise<void>
  /** Starts it again after `kill`, empty, on the same port. */
  restart(): Promise<void>
  /** SIGSTOP: it takes connections and answers nothing. */
  pause(): void
  /** SIGCONT. */
  resume(): void
  /** Ends it. */
  close(): Promise<void>
}

/** Starts a stand-in of one's own. To be closed by the test. Rejects with a `MongoSetupError` where there is none. */
export async function startTestStandIn(env: Environment): Promise<TestStandIn> {
  let running: StandIn = await startStandIn({ env })
  const { url, port } = running
  return {
    url,
    port,
    get pid() {
      return running.pid
    },
    kill: () => running.kill(),
    async restart() {
      running = await startStandIn({ env, port })
    },
    pause: () => running.pause(),
    resume: () => running.resume(),
    close: () => running.kill(),
  }
}

/** Empty when a stand-in can be started here; else why not. */
export async function standInMissing(env: Environment): Promise<string> {
  const found = await findMongo({ env, only: 'stand-in' })
  if ('missing' in found) return found.missing
  await found.stop()
  return ''
}
