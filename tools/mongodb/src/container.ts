import { MongoSetupError } from './setup-error.ts'

/** What production may run; the tag says that it is one of a line that is still cared for. */
const IMAGE = 'mongo:8.0'

/** A real MongoDB, for as long as it is wanted. */
export interface MongoContainer {
  readonly url: string
  stop(): Promise<void>
}

/**
 * Starts a replica set of one node in a container. Rejects with a `MongoSetupError` when no Docker engine answers, or
 * it cannot start the image.
 */
export async function startContainer(): Promise<MongoContainer> {
  try {
    // Loaded only here: most runs need none of it.
    const { getContainerRuntimeClient } = await import('testcontainers')
    await getContainerRuntimeClient()
    const { MongoDBContainer } = await import('@testcontainers/mongodb')
    const container = await new MongoDBContainer(IMAGE).start()
    return {
      // The set's only member calls itself by a name that only the container knows.
      url: `${container.getConnectionString()}/?directConnection=true`,
      stop: async () => {
        await container.stop()
      },
    }
  } catch (error) {
    throw new MongoSetupError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
