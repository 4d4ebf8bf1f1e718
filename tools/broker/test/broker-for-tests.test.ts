import { jetstream } from '@nats-io/jetstream'
import { connect } from '@nats-io/transport-node'
import { afterEach, describe, expect, it } from 'vitest'
import { declareStream } from '../../../packages/messaging/src/nats/declare.ts'
import { type BrokerForTests, brokerForTests } from '../src/broker-for-tests.ts'
import { anyTestServer, startTestBroker } from '../src/testing.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop()
})

async function find(url?: string): Promise<BrokerForTests> {
  const broker = await brokerForTests({ PATH: process.env.PATH, ...(url && { NATS_TEST_URL: url }) })
  stops.push(broker.stop)
  return broker
}

async function ownServer(): Promise<string> {
  const own = await startTestBroker(await anyTestServer(process.env.PATH))
  stops.push(own.close)
  return own.url
}

/** Publishes one message to a stream of the server; gives its number there. */
async function publishTo(url: string): Promise<number> {
  const connection = await connect({ servers: url })
  await declareStream(connection, { name: 'LEFT', subjects: ['left.>'] })
  const { seq } = await jetstream(connection).publish('left.over')
  await connection.close()
  return seq
}

describe('a broker for tests', () => {
  it('is the one that NATS_TEST_URL names, and says so', async () => {
    const url = await ownServer()
    const broker = await find(url)
    expect(broker.url).toBe(url)
    expect(broker.name).toMatch(/^NATS \(NATS_TEST_URL, \d+\.\d+\.\d+\)$/)
  })

  it('is another one where none is named: a container, or a server of its own', async () => {
    const broker = await find()
    expect(broker.name).toMatch(/^NATS \((container|nats-server, \w+), \d+\.\d+\.\d+\)$/)
    expect(await publishTo(broker.url)).toBe(1)
  })

  it('has nothing of what was there before, and leaves nothing', async () => {
    const url = await ownServer()
    await publishTo(url)
    await publishTo(url)
    const broker = await find(url)
    expect(await publishTo(url)).toBe(1)
    await broker.clear()
    expect(await publishTo(url)).toBe(1)
    await stops.pop()?.()
    expect(await publishTo(url)).toBe(1)
  })

  it('named by NATS_TEST_URL belongs to one after the other', async () => {
    const url = await ownServer()
    const first = await find(url)
    const order: string[] = []
    const second = find(url).then(() => order.push('second has it'))
    await publishTo(url)
    order.push('first is done')
    await first.stop()
    stops.splice(stops.indexOf(first.stop), 1)
    await second
    expect(order).toEqual(['first is done', 'second has it'])
  })

  it('that NATS_TEST_URL names must answer; no other takes its place', async () => {
    await expect(find('nats://127.0.0.1:1')).rejects.toThrow(/^127\.0\.0\.1:1: /)
  })
})
