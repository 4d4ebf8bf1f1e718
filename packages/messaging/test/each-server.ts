import { startTestBroker, type TestBroker, testServers } from '@rewards/broker/testing'
import { afterEach, beforeEach, describe } from 'vitest'
import type { NatsOptions } from '../src/index.ts'
import { until, type World, world } from './world.ts'

/** A fresh broker for each test, and services that are closed after it. */
export interface Bench {
  readonly broker: TestBroker
  /** A service that is connected. */
  start(options?: Partial<NatsOptions>): Promise<World>
  /** A service, connected or not. */
  startAnyway(options?: Partial<NatsOptions>): Promise<World>
}

/** Declares the same tests for each nats-server that the system must work with. */
export async function eachServer(declare: (bench: Bench) => void): Promise<void> {
  for (const { name, server, missing } of await testServers()) {
    describe.skipIf(!server)(`${name}${missing && `, skipped: ${missing}`}`, () => {
      if (!server) return
      let broker: TestBroker
      const open: World[] = []
      beforeEach(async () => {
        broker = await startTestBroker(server)
      })
      afterEach(async () => {
        broker.resume()
        await Promise.all(open.splice(0).map(each => each.close()))
        await broker.close()
      })
      const startAnyway = async (options: Partial<NatsOptions> = {}): Promise<World> => {
        const started = await world(broker.url, options)
        open.push(started)
        return started
      }
      const start = async (options: Partial<NatsOptions> = {}): Promise<World> => {
        const started = await startAnyway(options)
        await until('connected', () => started.messaging.connected)
        return started
      }
      declare({
        get broker() {
          return broker
        },
        start,
        startAnyway,
      })
    })
  }
}
