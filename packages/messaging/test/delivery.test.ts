import { setTimeout as sleep } from 'node:timers/promises'
import { create } from '@bufbuild/protobuf'
import { StringValueSchema, UInt64ValueSchema } from '@bufbuild/protobuf/wkt'
import { describe, expect, it } from 'vitest'
import { type DeadLetters, PermanentFailure } from '../src/index.ts'
import { eachServer } from './each-server.ts'
import { publishRaw } from './raw-nats.ts'
import { consumerOf, publish, range, SUBJECT, sweepUntilHandled, tally, until } from './world.ts'

await eachServer(bench => {
  describe('messages', () => {
    it('arrive with their subject, their body and the context that they were published in', async () => {
      const seen: object[] = []
      let around: Readonly<Record<string, string>> = {}
      const { messaging } = await bench.start({
        context: () => ({ traceparent: '00-abc' }),
        runInContext: (headers, work) => {
          around = headers
          return work()
        },
      })
      messaging.consume(
        consumerOf(async ({ subject, body, deliveries }) => {
          seen.push({ subject, value: body.value, deliveries })
        }),
      )
      await until('handled', () => {
        publish(messaging, 'claim_1')
        return sleep(50).then(() => seen.length > 0)
      })
      expect(seen[0]).toEqual({ subject: SUBJECT, value: 'claim_1', deliveries: 1 })
      expect(around).toEqual({
        traceparent: '00-abc',
        'rewards-type': 'google.protobuf.StringValue',
        'rewards-id': expect.stringMatching(/^msg_\d+$/),
      })
    })

    it('that are equal and follow at once are all delivered: nothing is taken for a duplicate', async () => {
      const { messaging } = await bench.start()
      const { counts, handle } = tally()
      messaging.consume(consumerOf(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      for (let n = 0; n < 5; n++) publish(messaging, 'same')
      await until('each handled', () => counts.get('same') === 5)
    })

    it('are handled at most so many at once as configured', async () => {
      const { messaging } = await bench.start({ concurrency: 3 })
      let now = 0
      let most = 0
      let all = 0
      messaging.consume(
        consumerOf(async () => {
          most = Math.max(most, ++now)
          await sleep(5)
          now--
          all++
        }),
      )
      await until('some handled', () => {
        for (let n = 0; n < 10; n++) publish(messaging, 'x')
        return all > 60
      })
      expect(most).toBe(3)
    })

    it('flow on when the stream is full: the oldest give way, no publish is refused', async () => {
      const stream = { name: 'TEST', subjects: ['test.claim.>'], maxBytes: 64 * 1024 }
      const { messaging, lines } = await bench.start({ stream })
      const { counts, handle } = tally()
      messaging.consume(consumerOf(handle))
      const values = range(`${'x'.repeat(2_000)}/`, 200)
      for (const value of values) publish(messaging, value)
      await sweepUntilHandled(messaging, values, counts)
      expect(lines.filter(line => line.startsWith('error'))).toEqual([])
    })
  })

  describe('a handler', () => {
    it('that fails is called again after the delay, whole milliseconds or not', async () => {
      // Some 300 ms, with as many digits as a random delay has.
      const { messaging } = await bench.start({ retryDelayMs: () => 300 + 1 / 3 })
      const { counts, handle } = tally()
      const calledAt: number[] = []
      messaging.consume(
        consumerOf(async message => {
          if (message.body.value !== 'late') return handle(message)
          if (calledAt.push(performance.now()) < 3) throw new Error('not yet')
        }),
      )
      await sweepUntilHandled(messaging, ['ready'], counts)
      publish(messaging, 'late')
      await until('called three times', () => calledAt.length === 3)
      const [first = 0, second = 0, third = 0] = calledAt
      expect(Math.min(second - first, third - second)).toBeGreaterThan(290)
    })

    it('that throws, at once or later, an error or not, gets its message again and loses no other', async () => {
      const { messaging } = await bench.start()
      const { counts, handle } = tally()
      const tries: number[] = []
      const throwing = consumerOf(message => {
        if (message.body.value !== 'bad') return handle(message)
        tries.push(message.deliveries)
        if (message.deliveries === 1) throw new Error('at once')
        if (message.deliveries === 2) return Promise.reject(new Error('later'))
        if (message.deliveries === 3) throw undefined
        return handle(message)
      })
      messaging.consume(throwing)
      await sweepUntilHandled(messaging, ['ready'], counts)
      for (const value of ['a', 'bad', 'b']) publish(messaging, value)
      await until('all handled', () => ['a', 'b', 'bad'].every(value => counts.has(value)))
      expect(tries).toEqual([1, 2, 3, 4])
    })

    it('that never ends does not hold up the others', async () => {
      const { messaging } = await bench.start({ concurrency: 2, ackWaitMs: 300 })
      const { counts, handle } = tally()
      const hanging = consumerOf(message =>
        message.body.value.startsWith('hang') ? new Promise<never>(() => undefined) : handle(message),
      )
      messaging.consume(hanging)
      await sweepUntilHandled(messaging, ['ready'], counts)
      for (const value of range('hang', 3)) publish(messaging, value)
      await sweepUntilHandled(messaging, range('fine', 20), counts)
    })
  })

  describe('a poison message', () => {
    const poisonous = (handle: ReturnType<typeof tally>['handle']) =>
      consumerOf(async message => {
        if (message.body.value.startsWith('refused')) throw new PermanentFailure('no such reward')
        if (message.body.value.startsWith('failing')) throw new Error(`try ${message.deliveries}`)
        await handle(message)
      })

    it('that is refused for good becomes a dead letter at its first delivery', async () => {
      const { messaging, deadLetters } = await bench.start()
      const { counts, handle } = tally()
      messaging.consume(poisonous(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      publish(messaging, 'refused/1')
      publish(messaging, 'refused/2')
      await until('both kept', async () => (await letters(deadLetters))[0]?.count === 2)
      expect(await letters(deadLetters)).toMatchObject([
        { consumer: 'test_requested', document: 'refused', error: 'no such reward', subject: SUBJECT },
      ])
    })

    it('that fails ten times becomes a dead letter, and is not delivered again', async () => {
      const { messaging, deadLetters } = await bench.start()
      const { counts, handle } = tally()
      messaging.consume(poisonous(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      publish(messaging, 'failing/1')
      await until('kept', async () => (await letters(deadLetters)).length === 1)
      await sweepUntilHandled(messaging, ['after'], counts)
      expect(await letters(deadLetters)).toMatchObject([{ document: 'failing', count: 1, error: 'try 10' }])
    })

    it('that cannot be read becomes one dead letter however often it comes', async () => {
      const { messaging, deadLetters } = await bench.start()
      const { counts, handle } = tally()
      messaging.consume(poisonous(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      for (let n = 0; n < 3; n++) await publishRaw(bench.broker.url, SUBJECT, Uint8Array.of(0x0a, 0xff))
      messaging.publish({ subject: SUBJECT, schema: UInt64ValueSchema, body: create(UInt64ValueSchema) })
      await publishRaw(bench.broker.url, SUBJECT, '')
      await until('all kept', async () => (await letters(deadLetters)).length === 3)
      const kept = await letters(deadLetters)
      expect(kept.map(letter => letter.document)).toEqual(['', '', ''])
      expect(kept.map(letter => letter.error).sort()).toEqual([
        expect.stringMatching(/^the message is a google\.protobuf\.UInt64Value, not a google/),
        expect.stringMatching(/^the message is no google\.protobuf\.StringValue: /),
        'the message names no document',
      ])
      await until('each counted', async () => (await letters(deadLetters)).some(letter => letter.count === 3))
    })

    it('is one too whose headers cannot be read; the process goes on', async () => {
      const { messaging, deadLetters } = await bench.start()
      const { counts, handle } = tally()
      messaging.consume(consumerOf(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      const good = Buffer.concat([Uint8Array.of(0x0a, 1), Buffer.from('a')])
      for (const line of ['a b: c', 'a: b\rc', '\u00ff: x', ': x'])
        await publishRaw(bench.broker.url, SUBJECT, good, `NATS/1.0\r\n${line}`)
      await until('all kept', async () => {
        const [letter] = await letters(deadLetters)
        return letter !== undefined && letter.count + Number(counts.get('a') ?? 0) === 4
      })
      const [letter] = await letters(deadLetters)
      expect(letter?.error).toMatch(/^the headers of the message cannot be read: /)
      await sweepUntilHandled(messaging, ['still here'], counts)
    })

    it('neither holds up nor harms the healthy ones among which it comes', async () => {
      const { messaging, deadLetters } = await bench.start()
      const { counts, handle } = tally()
      messaging.consume(poisonous(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      const healthy = range('fine', 990)
      for (const [index, value] of healthy.entries()) {
        publish(messaging, value)
        if (index % 99 === 0) publish(messaging, index % 2 ? `refused${index}/` : `failing${index}/`)
      }
      await until('all healthy handled', () => healthy.every(value => counts.has(value)))
      await until('all poison kept', async () => (await letters(deadLetters)).length === 10)
    })

    it('comes again while its dead letter cannot be stored', async () => {
      const { messaging, deadLetters, lines } = await bench.start()
      const { counts, handle } = tally()
      const record = deadLetters.record.bind(deadLetters)
      let refusals = 3
      deadLetters.record = failure =>
        refusals-- > 0 ? Promise.reject(new Error('disk full')) : record(failure)
      messaging.consume(poisonous(handle))
      await sweepUntilHandled(messaging, ['ready'], counts)
      publish(messaging, 'refused/1')
      await until('kept', async () => (await letters(deadLetters)).length === 1)
      expect(lines.filter(line => line.includes('dead letter not stored'))).toHaveLength(3)
    })
  })

  describe('publishing', () => {
    it('never throws, and says what was wrong', async () => {
      const { messaging, lines } = await bench.start()
      publish(messaging, 'x'.repeat(2_000_000))
      const body = create(StringValueSchema, { value: 'fine' })
      messaging.publish({ subject: 'no spaces please', schema: StringValueSchema, body })
      messaging.hint('neither here')
      expect(lines.filter(line => line.startsWith('error'))).toHaveLength(3)
    })
  })

  describe('closing', () => {
    it('ends what is under way, and gives back what is not begun, long before its time is over', async () => {
      const first = await bench.start({ concurrency: 4, ackWaitMs: 600_000 })
      const second = await bench.start({ ackWaitMs: 600_000 })
      const { counts, handle } = tally()
      const { promise: held, resolve: release } = Promise.withResolvers<void>()
      first.messaging.consume(consumerOf(message => held.then(() => handle(message))))
      await until('the first holds some', () => {
        publish(first.messaging, 'warm')
        return sleep(50).then(() => first.lines.some(line => line.startsWith('info')))
      })
      const values = range('v', 30)
      await sleep(200)
      for (const value of values) publish(second.messaging, value)
      await sleep(200)
      const closed = first.messaging.close()
      second.messaging.consume(consumerOf(handle))
      release()
      await closed
      await until('all handled', () => values.every(value => counts.has(value)))
    })

    it('does not wait for ever for a handler that never ends', async () => {
      const { messaging, lines } = await bench.start({ closeWithinMs: 300 })
      let begun = false
      messaging.consume(
        consumerOf(() => {
          begun = true
          return new Promise<never>(() => undefined)
        }),
      )
      await until('begun', () => {
        publish(messaging, 'x')
        return begun
      })
      await messaging.close()
      await messaging.close()
      expect(messaging.connected).toBe(false)
      expect(lines.some(line => line.includes('handlers under way'))).toBe(true)
      publish(messaging, 'too late')
    })
  })

  it('refuses two consumers of one name, and a name with other characters', async () => {
    const { messaging } = await bench.start()
    messaging.consume(consumerOf(async () => undefined))
    expect(() => messaging.consume(consumerOf(async () => undefined))).toThrow(
      'test_requested consumes already',
    )
    expect(() => messaging.consume(consumerOf(async () => undefined, 'No.Such'))).toThrow('is not [a-z_]+')
  })
})

async function letters(deadLetters: DeadLetters) {
  const { items } = await deadLetters.list({ pageSize: 200, pageToken: '' })
  return items.map(item => item.value)
}
