import { jetstream, jetstreamManager } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { afterEach, describe, expect, it } from 'vitest'
import { declareStream } from '../../../packages/messaging/src/nats/declare.ts'
import { serverList } from '../../../packages/messaging/src/nats/server-list.ts'
import { freePorts } from '../../launcher/src/ports.ts'
import { until } from '../../launcher/test/support.ts'
import { allHealthy, current, startServers } from './support/nats-by-config.ts'

const { name = '', missing = '' } = current ?? {}
// As a compose file and a manifest give it: NATS must not take it for a number.
const PASSWORD = '31e5'
const STREAM = { name: 'REWARDS', subjects: ['reward.claim.>'] }

let stop: (() => Promise<void>) | undefined
afterEach(() => stop?.())

describe.skipIf(missing)(
  `the configurations of NATS, run by ${name}${missing && `, skipped: ${missing}`}`,
  () => {
    it('for one machine: keeps a stream', async () => {
      const { servers, ...started } = await startServers([{ config: 'single.conf', name: 'nats' }])
      stop = started.stop
      await allHealthy(servers)
      const connection = await connect(serverList(`nats://127.0.0.1:${servers[0]?.port}`))
      await declareStream(connection, STREAM)
      expect((await jetstream(connection).publish('reward.claim.requested', 'x')).seq).toBe(1)
      await connection.close()
    })

    it('for three machines: what one of them confirmed the others have when it is gone, and they go on', async () => {
      const clusterPorts = await freePorts(3)
      const routes = clusterPorts.map(port => `"nats://route:${PASSWORD}@127.0.0.1:${port}"`)
      const env = { NATS_PASSWORD: `"${PASSWORD}"`, NATS_ROUTES: `[${routes}]` }
      const plans = clusterPorts.map((clusterPort, i) => ({
        config: 'cluster.conf' as const,
        name: `nats-${i}`,
        clusterPort,
        env: { ...env, NATS_NAME: `nats-${i}` },
      }))
      const { servers, ...started } = await startServers(plans)
      stop = started.stop
      await allHealthy(servers)
      const hosts = servers.map(({ port }) => `127.0.0.1:${port}`).join(',')
      await expect(connect(serverList(`nats://rewards:wrong@${hosts}`))).rejects.toThrow(/authorization/i)

      const connection = await connect(serverList(`nats://rewards:${PASSWORD}@${hosts}`))
      await declareStream(connection, { ...STREAM, replicas: 3 })
      const { streams } = await jetstreamManager(connection)
      expect((await jetstream(connection).publish('reward.claim.requested', 'x')).seq).toBe(1)
      const { cluster } = await streams.info('REWARDS')
      expect(cluster?.replicas).toHaveLength(2)
      await servers.find(each => each.name === cluster?.leader)?.kill()
      await until('the others confirm again', async () => {
        const confirmed = jetstream(connection).publish('reward.claim.requested', 'y', { timeout: 2_000 })
        return confirmed.then(
          ({ seq }) => seq > 1,
          () => false,
        )
      })
      expect((await streams.getMessage('REWARDS', { seq: 1 }))?.string()).toBe('x')
      await connection.close()
    }, 120_000)
  },
)
