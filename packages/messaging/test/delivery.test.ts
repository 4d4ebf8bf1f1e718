import { startTestBroker, type TestBroker, testServers } from '@rewards/broker/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { PermanentFailure } from '../src/index.ts'
import {
  consumerOf,
  publish,
  range,
  SUBJECT,
  sweepUntilHandled,
  tally,
  until,
  type World,
  world,
} from './world.ts'

for (const { name, server, missing } of await testServers()) {
  describe.skipIf(!server)(`${name}${missing && `, skipped: ${missing}`}`, () => {
    if (!server) return
    let broker: TestBroker
    const open: World[] = []
    let turn = 0

    beforeAll(async () => {
      broker = await startTestBroker(server)
    })
    afterEach(async () => {
      for (const each of open.splice(0)) await each.close()
    })
    afterAll(() => broker.close())

    /** Each test has a stream of its own on the one broker. */
    async function start(options: Parameters<typeof world>[1] = {}): Promise<World> {
      const started = await world(broker.url, {
        stream: { name: `T${turn}`, subjects: ['test.claim.>'] },
        ...options,
      })
      open.push(started)
      await until('connected', () => started.messaging.connected)
      return started
    }

    it('delivers', async () => {
      const { messaging } = await start()
      const { counts, handle } = tally()
      messaging.consume(consumerOf(handle))
      await sweepUntilHandled(messaging, range('a', 500), counts)
      expect(counts.size).toBe(500)
    })
    void PermanentFailure
    void SUBJECT
    void publish
    turn++
  })
}
