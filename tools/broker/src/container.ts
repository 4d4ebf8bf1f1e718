import { BrokerError } from './broker-error.ts'

/** What production may run. */
const IMAGE = 'nats:2.11.8-alpine'
const PORT = 4222

/** Starts a server with storage in a container. Rejects with a `BrokerError` when no Docker engine answers, or the image does not start. */
export async function startContainer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  try {
    // Loaded only here: most runs need none of it.
    const { GenericContainer, getContainerRuntimeClient, Wait } = await import('testcontainers')
    await getContainerRuntimeClient()
    const container = await new GenericContainer(IMAGE)
      .withCommand(['--jetstream'])
      .withExposedPorts(PORT)
      .withWaitStrategy(Wait.forLogMessage('Server is ready'))
      .start()
    return {
      url: `nats://${container.getHost()}:${container.getMappedPort(PORT)}`,
      stop: async () => {
        await container.stop()
      },
    }
  } catch (error) {
    throw new BrokerError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
