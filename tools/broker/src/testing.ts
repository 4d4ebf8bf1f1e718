import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { filesIn } from './config-file.ts'
import { findNatsServer } from './find.ts'
import { signal } from './processes.ts'
import type { ServerBinary, Source } from './server-binary.ts'
import { type RunningServer, startNatsServer } from './start.ts'

/** Where tests keep the servers that they unpacked: the checkout's own cache. */
export const CACHE_DIR = join(import.meta.dirname, '..', '..', '..', '.cache', 'nats')

/** A server to test with, or the reason why there is none on this machine. */
export interface TestServer {
  /** For the titles of tests. */
  readonly name: string
  readonly server: ServerBinary | undefined
  /** Empty when there is a server. */
  readonly missing: string
}

/**
 * The servers that the system must work with: Debian's and a current one, unpacked once into the repository's cache.
 * Tests run for each, and skip by name where one cannot be had.
 */
export function testServers(): Promise<readonly TestServer[]> {
  return Promise.all([
    testServer('debian', "Debian's nats-server"),
    testServer('wheel', 'a current nats-server'),
  ])
}

async function testServer(only: Source, name: string): Promise<TestServer> {
  try {
    const server = await findNatsServer({ cacheDir: CACHE_DIR, searchPath: '', only })
    return { name: `${name} (${server.version})`, server, missing: '' }
  } catch (error) {
    return { name, server: undefined, missing: error instanceof Error ? error.message : String(error) }
  }
}

/** One server to test with: the current one, else Debian's, else the one on `searchPath`. */
export async function anyTestServer(searchPath = ''): Promise<ServerBinary> {
  for (const { server } of await testServers()) if (server) return server
  return findNatsServer({ cacheDir: CACHE_DIR, searchPath, only: 'path' })
}

/** A broker that a test may mistreat. Its address stays the same through everything. */
export interface TestBroker {
  readonly url: string
  readonly pid: number
  /** kill -9. */
  kill(): Promise<void>
  /** Starts it again after `kill`, with what lies on disk. */
  restart(): Promise<void>
  /** Throws away all streams; only while it does not run. */
  wipe(): Promise<void>
  /** SIGSTOP. */
  pause(): void
  /** SIGCONT. */
  resume(): void
  /** Ends it and deletes its folder. */
  close(): Promise<void>
}

/** Starts a broker on a free port and a temporary folder. To be closed by the test. */
export async function startTestBroker(server: ServerBinary): Promise<TestBroker> {
  const storeDir = await mkdtemp(join(tmpdir(), 'rewards-nats-'))
  let running: RunningServer = await startNatsServer({ server, storeDir, port: 0 })
  const { url, port } = running
  return {
    url,
    get pid() {
      return running.pid
    },
    kill: () => running.kill(),
    async restart() {
      running = await startNatsServer({ server, storeDir, port })
    },
    wipe: () => rm(filesIn(storeDir).streams, { recursive: true, force: true }),
    pause: () => signal(running.pid, 'SIGSTOP'),
    resume: () => signal(running.pid, 'SIGCONT'),
    async close() {
      await running.kill()
      await rm(storeDir, { recursive: true, force: true })
    },
  }
}
