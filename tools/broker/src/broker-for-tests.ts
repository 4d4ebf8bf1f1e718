import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { BrokerError } from './broker-error.ts'
import { startContainer } from './container.ts'
import { dropStreams, versionAt } from './foreign-server.ts'
import { withLock } from './lock.ts'
import { anyTestServer, CACHE_DIR, startTestBroker } from './testing.ts'

/** A broker for tests that only talk to it. Those that kill, pause or empty one start their own, with `startTestBroker`. */
export interface BrokerForTests {
  /** For the titles of tests: what it is, and its version. */
  readonly name: string
  readonly url: string
  /** Deletes its streams, and with them what earlier tests left. */
  clear(): Promise<void>
  /** The same, and ends what was started. */
  stop(): Promise<void>
}

/** `NATS_TEST_URL`, and what programs need. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Gives a broker to test with: the one that `NATS_TEST_URL` names, whose streams are deleted, and which one test file after
 * the other gets for itself; else a container, when a Docker engine answers; else a nats-server of its own. Rejects with a
 * `BrokerError` when `NATS_TEST_URL` names one that does not answer, since another in its place would prove something else,
 * or when there is none at all.
 */
export async function brokerForTests(env: Environment): Promise<BrokerForTests> {
  if (env.NATS_TEST_URL) return foreign(env.NATS_TEST_URL)
  const container = await startContainer().catch(noEngine)
  if (container) return described('container', container.url, container.stop)
  const server = await anyTestServer(env.PATH)
  const broker = await startTestBroker(server)
  return described(`nats-server, ${server.source}`, broker.url, broker.close)
}

function noEngine(error: unknown): undefined {
  if (!(error instanceof BrokerError)) throw error
}

async function foreign(url: string): Promise<BrokerForTests> {
  await versionAt(url)
  await mkdir(CACHE_DIR, { recursive: true })
  const taken = Promise.withResolvers<void>()
  const done = Promise.withResolvers<void>()
  const over = withLock(join(CACHE_DIR, 'NATS_TEST_URL.lock'), () => {
    taken.resolve()
    return done.promise
  })
  await taken.promise
  await dropStreams(url)
  return described('NATS_TEST_URL', url, async () => {
    await dropStreams(url)
    done.resolve()
    await over
  })
}

async function described(what: string, url: string, stop: () => Promise<void>): Promise<BrokerForTests> {
  return { name: `NATS (${what}, ${await versionAt(url)})`, url, clear: () => dropStreams(url), stop }
}
