import type { MongoClient } from 'mongodb'

/** Where a store tells what happened; pino's loggers fit. Errors are under `err`. */
export interface StoreLogger {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
}

/** Hosts and ports of an address: what a log may say of it. */
export function hostsOf({ options }: MongoClient): string {
  return options.srvHost ?? options.hosts.join(',')
}

/**
 * Follows what the driver of a connected client knows of the servers, tells the logger when the one that takes writes is
 * gone or back, and gives a function that says whether there is one, as far as is known.
 */
export function watchServer(client: MongoClient, logger: () => StoreLogger | undefined): () => boolean {
  const hosts = hostsOf(client)
  let was = true
  client.on('topologyDescriptionChanged', ({ newDescription }) => {
    const servers = [...newDescription.servers.values()]
    const is = servers.some(({ isWritable }) => isWritable)
    const err = servers.find(({ error }) => error)?.error
    if (was && !is) logger()?.warn({ err }, `MongoDB at ${hosts} does not answer, or has no primary`)
    if (!was && is) logger()?.info({}, `MongoDB at ${hosts} is there again`)
    was = is
  })
  return () => was
}
