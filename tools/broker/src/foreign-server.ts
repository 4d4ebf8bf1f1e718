import { JetStreamApiError, jetstreamManager } from '@nats-io/jetstream'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { serverList } from '../../../packages/messaging/src/nats/server-list.ts'
import { BrokerError } from './broker-error.ts'

/** The version of the server. Rejects with a `BrokerError` when it does not answer within five seconds. */
export function versionAt(url: string): Promise<string> {
  return withConnection(url, async connection => connection.info?.version ?? 'of unknown version')
}

/** Deletes every stream that the server has. */
export async function dropStreams(url: string): Promise<void> {
  await withConnection(url, async connection => {
    const { streams } = await jetstreamManager(connection)
    for await (const name of streams.names()) await streams.delete(name)
  })
}

/** Deletes a stream with all that is in it, and its consumers. */
export async function deleteStream(url: string, stream: string): Promise<void> {
  await withConnection(url, async connection => {
    const { streams } = await jetstreamManager(connection)
    await streams.delete(stream).catch(ignoreMissing)
  })
}

/** Deletes a durable of a stream. */
export async function deleteConsumer(url: string, stream: string, durable: string): Promise<void> {
  await withConnection(url, async connection => {
    const { consumers } = await jetstreamManager(connection)
    await consumers.delete(stream, durable).catch(ignoreMissing)
  })
}

const MISSING = [10059, 10014]

function ignoreMissing(error: unknown): void {
  if (!(error instanceof JetStreamApiError && MISSING.includes(error.code))) throw error
}

async function withConnection<R>(url: string, use: (connection: NatsConnection) => Promise<R>): Promise<R> {
  const connection = await reached(url)
  try {
    return await use(connection)
  } finally {
    await connection.close()
  }
}

async function reached(url: string): Promise<NatsConnection> {
  const servers = serverList(url)
  try {
    return await connect({ ...servers, timeout: 5_000, maxReconnectAttempts: 0 })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new BrokerError(`${[servers.servers].flat().join(',')}: ${reason}`, { cause: error })
  }
}
