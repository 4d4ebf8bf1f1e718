import type { NatsConnection } from '@nats-io/nats-core'
import { connect } from '@nats-io/transport-node'
import { expect, it } from 'vitest'
import { declareConsumer, declareStream } from '../src/nats/declare.ts'
import { eachServer } from './each-server.ts'

const PROCESSES = 8
const ROUNDS = 120

await eachServer(bench => {
  it('many processes may declare a stream and its consumer at the same moment, none of which is there yet', async () => {
    const servers = bench.broker.url
    const connections = await Promise.all(Array.from({ length: PROCESSES }, () => connect({ servers })))
    for (let round = 0; round < ROUNDS; round++)
      await Promise.all(connections.map(connection => declareAll(connection, round)))
    await Promise.all(connections.map(connection => connection.close()))
  })

  it('a stream whose subjects another stream has is refused', async () => {
    const connection = await connect({ servers: bench.broker.url })
    await declareStream(connection, { name: 'ONE', subjects: ['one.>'] })
    await expect(declareStream(connection, { name: 'TWO', subjects: ['one.two'] })).rejects.toThrow('overlap')
    await connection.close()
  })
})

async function declareAll(connection: NatsConnection, round: number): Promise<void> {
  const name = `STREAM${round}`
  await declareStream(connection, { name, subjects: [`s${round}.>`], maxBytes: 1_000_000 })
  const consumer = { durable: 'worker', subject: `s${round}.asked`, ackWaitMs: 30_000 }
  await declareConsumer(connection, name, consumer)
}
