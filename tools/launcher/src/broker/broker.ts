import { BrokerError, findNatsServer, startNatsServer, stopLeftover } from '@rewards/broker'
import type { Life } from '@rewards/process'
import { brokerFolder, SERVER_CACHE } from '../places.ts'
import type { BrokerConfig } from './config.ts'

/**
 * Runs a nats-server on the data folder and ends with it. nats-server itself would outlive a launcher that was killed;
 * this process, whose standard input the launcher holds, does not, and takes it along.
 */
export async function startBroker(config: BrokerConfig, life: Life): Promise<void> {
  const storeDir = brokerFolder(config.dataDir)
  if (await stopLeftover(storeDir)) life.logger.warn('ended a nats-server that was left behind')
  const server = await findNatsServer({ cacheDir: SERVER_CACHE, searchPath: config.searchPath })
  const running = await startNatsServer({ server, storeDir, port: config.port })
  let stopping = false
  life.onStop('nats-server', () => {
    stopping = true
    return running.stop()
  })
  running.ended.then(() => {
    // Nobody catches it: this process ends, and whoever watches it starts it again.
    if (!stopping) throw new BrokerError('nats-server ended by itself')
  })
}
