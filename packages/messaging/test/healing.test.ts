import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Messaging } from '../src/index.ts'
import { eachServer } from './each-server.ts'
import { callServer } from './raw-nats.ts'
import { consumerOf, publish, range, sweepUntilHandled, tally, until } from './world.ts'

/** Publishes while `trouble` happens; every text must be handled in the end. */
async function underLoad(
  messaging: Messaging,
  counts: ReadonlyMap<string, number>,
  trouble: () => Promise<void>,
): Promise<void> {
  const values: string[] = []
  let over = false
  const load = async (): Promise<void> => {
    for (; !over; await sleep(2)) {
      values.push(`load${values.length}`)
      publish(messaging, values.at(-1) as string)
    }
  }
  const loading = load()
  await sleep(200)
  await trouble().finally(() => {
    over = true
  })
  await loading
  await sweepUntilHandled(messaging, values, counts)
}

await eachServer(bench => {
  const consuming = async () => {
    const { messaging, lines } = await bench.start()
    const { counts, handle } = tally()
    messaging.consume(consumerOf(handle))
    await sweepUntilHandled(messaging, ['ready'], counts)
    return { messaging, counts, lines }
  }

  describe('every message is handled in the end', () => {
    it('when the broker is killed under load and started again, three times', async () => {
      const { messaging, counts } = await consuming()
      await underLoad(messaging, counts, async () => {
        for (let n = 0; n < 3; n++) {
          await bench.broker.kill()
          await until('noticed', () => !messaging.connected)
          await bench.broker.restart()
          await until('connected again', () => messaging.connected)
          await sleep(200)
        }
      })
    })

    it('when the broker loses its storage', async () => {
      const { messaging, counts } = await consuming()
      await underLoad(messaging, counts, async () => {
        await bench.broker.kill()
        await bench.broker.wipe()
        await bench.broker.restart()
      })
    })

    it('when the stream is deleted', async () => {
      const { messaging, counts } = await consuming()
      await underLoad(messaging, counts, async () => {
        expect(await callServer(bench.broker.url, 'STREAM.DELETE.TEST')).toMatchObject({ success: true })
      })
    })

    it('when the consumer is deleted', async () => {
      const { messaging, counts } = await consuming()
      await underLoad(messaging, counts, async () => {
        const deleted = await callServer(bench.broker.url, 'CONSUMER.DELETE.TEST.test_requested')
        expect(deleted).toMatchObject({ success: true })
      })
    })

    it('when the broker stands still for some seconds', async () => {
      const { messaging, counts } = await consuming()
      await underLoad(messaging, counts, async () => {
        bench.broker.pause()
        await sleep(4_000)
        bench.broker.resume()
      })
    })

    it('when the broker stands still so long that the connection is given up, with much unsent', async () => {
      const { messaging, lines } = await bench.start({ pingMs: 300 })
      const { counts, handle } = tally()
      messaging.consume(consumerOf(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      bench.broker.pause()
      for (const value of range('x'.repeat(100_000), 200)) publish(messaging, value)
      await until('given up', () => !messaging.connected)
      bench.broker.resume()
      await sweepUntilHandled(messaging, range('v', 20), counts)
      expect(lines.filter(line => line.startsWith('error'))).toEqual([])
    })

    it('when the broker comes only after the service has started', async () => {
      await bench.broker.kill()
      const { messaging } = await bench.startAnyway()
      const { counts, handle } = tally()
      messaging.consume(consumerOf(handle))
      publish(messaging, 'lost')
      messaging.hint('lost.too')
      await sleep(1_500)
      expect(messaging.connected).toBe(false)
      await bench.broker.restart()
      await sweepUntilHandled(messaging, range('v', 50), counts)
      expect(messaging.connected).toBe(true)
      expect(counts.has('lost')).toBe(false)
    })
  })

  describe('hints', () => {
    it('reach whoever listens, until they stop, also after the broker was gone', async () => {
      const listening = await bench.start()
      const hinting = await bench.start()
      let heard = 0
      let others = 0
      const stop = listening.messaging.onHint('claim.changed.1', () => heard++)
      listening.messaging.onHint('claim.changed.1', () => {
        others++
        throw new Error('a listener that throws')
      })
      const hintUntil = (what: string, holds: () => boolean) =>
        until(what, () => {
          hinting.messaging.hint('claim.changed.2')
          hinting.messaging.hint('claim.changed.1')
          return sleep(20).then(holds)
        })
      await hintUntil('heard', () => heard > 0)
      await bench.broker.kill()
      await bench.broker.restart()
      const before = heard
      await hintUntil('heard again', () => heard > before && others > before)
      stop()
      const [atStop, othersAtStop] = [heard, others]
      await hintUntil('the other hears on', () => others > othersAtStop + 3)
      expect(heard).toBe(atStop)
    })

    it('can be listened for before the broker is there', async () => {
      await bench.broker.kill()
      const { messaging } = await bench.startAnyway()
      let heard = 0
      messaging.onHint('later', () => heard++)
      messaging.onHint('never', () => undefined)()
      await bench.broker.restart()
      await until('heard', () => {
        messaging.hint('later')
        return sleep(20).then(() => heard > 0)
      })
    })
  })

  it('closes while the broker is down', async () => {
    const { messaging } = await consuming()
    await bench.broker.kill()
    await messaging.close()
    const { messaging: never } = await bench.startAnyway()
    never.consume(consumerOf(async () => undefined))
    await never.close()
    expect(never.connected).toBe(false)
  })

  it('brings a stream and a consumer that were declared otherwise to what is declared now', async () => {
    const subjects = ['test.claim.>']
    const old = await bench.start({ stream: { name: 'TEST', subjects, maxAgeMs: 60_000 }, ackWaitMs: 5_000 })
    old.messaging.consume(consumerOf(async () => undefined))
    const config = async (method: string) => (await callServer(bench.broker.url, method)).config
    await until('declared', async () => (await config('CONSUMER.INFO.TEST.test_requested')) !== undefined)
    await old.messaging.close()
    const renewed = await bench.start({
      stream: { name: 'TEST', subjects, maxAgeMs: 120_000 },
      ackWaitMs: 7_000,
    })
    const { counts, handle } = tally()
    renewed.messaging.consume(consumerOf(handle))
    await sweepUntilHandled(renewed.messaging, ['ready'], counts)
    expect(await config('STREAM.INFO.TEST')).toMatchObject({
      max_age: 120e9,
      discard: 'old',
      retention: 'limits',
      storage: 'file',
    })
    expect(await config('CONSUMER.INFO.TEST.test_requested')).toMatchObject({
      ack_wait: 7e9,
      ack_policy: 'explicit',
      max_deliver: -1,
    })
  })
})
