import type { Life } from '@rewards/process'
import { serveWhile } from './serve-while.ts'
import type { Server } from './server.ts'

/** How long calls under way may take to end when the process stops. */
const GRACE_MS = 5_000

/** What a service that keeps documents cannot do without. */
interface Store {
  ping(): Promise<void>
}

/**
 * Listens, and serves while the store answers, until the process stops: then calls under way have 5 s to end. Resolves to
 * the port. Rejects when the port is taken.
 */
export async function serveForLife(
  server: Server,
  { host, port: wanted }: { readonly host: string; readonly port: number },
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
  store: Store,
): Promise<{ readonly port: number }> {
  onStop('server', () => server.close(GRACE_MS))
  const port = await server.listen(host, wanted)
  const serving = serveWhile(server, { answers: () => store.ping(), name: 'the store', logger })
  onStop('questions to the store', () => serving.stop())
  logger.info({ host, port }, 'listening')
  return { port }
}
