import { startContainer } from './container.ts'
import type { Environment } from './run-tool.ts'
import { versionOf } from './server.ts'
import { MongoSetupError } from './setup-error.ts'
import { startStandIn } from './stand-in.ts'
import { STAND_IN_VERSION } from './stand-in-files.ts'

/** Where a MongoDB may come from, in the order in which it is looked for. */
const WAYS = ['MONGODB_TEST_URL', 'container', 'stand-in'] as const
export type Way = (typeof WAYS)[number]

export interface FindOptions {
  /** `MONGODB_TEST_URL`, and what programs need. */
  readonly env: Environment
  /** Gives up the search. */
  readonly signal?: AbortSignal
  /** Tries this way alone. */
  readonly only?: Way
}

/** A MongoDB that answers. */
export interface FoundMongo {
  /** Its address; see `withDatabase` for a database of one's own. */
  readonly url: string
  readonly what: Way
  /** For example `8.0.4`, or `mongo-java-server 1.47.0`. */
  readonly version: string
  /** The stand-in's process. */
  readonly pid?: number
  /** Ends what was started; one that was there already goes on. */
  stop(): Promise<void>
}

/** Why there is none, as one sentence. */
export interface MissingMongo {
  readonly missing: string
}

/**
 * Gives a MongoDB to test with: the one that `MONGODB_TEST_URL` names; else a container, when a Docker engine answers;
 * else the stand-in, when a JDK and Maven are at hand; else the reasons. Rejects with a `MongoSetupError` when
 * `MONGODB_TEST_URL` names one that does not answer: another in its place would prove something else.
 */
export async function findMongo(options: FindOptions): Promise<FoundMongo | MissingMongo> {
  const reasons: string[] = []
  for (const way of options.only ? [options.only] : WAYS) {
    options.signal?.throwIfAborted()
    const found = await WAY[way](options)
    if (!('missing' in found)) return found
    reasons.push(`${way}: ${found.missing}`)
  }
  return { missing: `found no MongoDB (${reasons.join('; ')})` }
}

type Find = (options: FindOptions) => Promise<FoundMongo | MissingMongo>

const WAY: Readonly<Record<Way, Find>> = {
  MONGODB_TEST_URL: async ({ env }) => {
    const url = env.MONGODB_TEST_URL
    if (!url) return { missing: 'is not set' }
    return { url, what: 'MONGODB_TEST_URL', version: await versionOf(url), stop: async () => undefined }
  },
  container: orMissing(async () => {
    const { url, stop } = await startContainer()
    return { url, what: 'container', version: await versionOf(url), stop }
  }),
  'stand-in': orMissing(async options => {
    const { url, pid, kill } = await startStandIn(options)
    return { url, what: 'stand-in', version: `mongo-java-server ${STAND_IN_VERSION}`, pid, stop: kill }
  }),
}

function orMissing(find: Find): Find {
  return options =>
    find(options).catch(error => {
      if (error instanceof MongoSetupError) return { missing: error.message }
      throw error
    })
}
