import type { NatsConnection } from '@nats-io/nats-core'
import { gauge } from '@rewards/telemetry'
import type { DeadLetters } from '../dead-letters.ts'
import type { ConsumerLoop } from './consumer-loop.ts'

/** What is measured of a service's messaging. */
export interface Measured {
  readonly connection: () => NatsConnection | undefined
  /** By their durables' names; grows while the service starts. */
  readonly consumers: ReadonlyMap<string, Pick<ConsumerLoop, 'lag'>>
  readonly deadLetters: Pick<DeadLetters, 'countOpen'>
}

/** What the broker and the dead letters look like at each reading of the metrics; nothing while nobody measures. */
export function measureBroker({ connection, consumers, deadLetters }: Measured): void {
  const connected = { description: '1 while connected to the broker, else 0', unit: '' }
  gauge('rewards.messaging.connected', connected, async () => [{ value: connection() ? 1 : 0 }])
  const roundTrip = { description: 'Time from a ping to the broker to its answer', unit: 's' }
  gauge('rewards.messaging.round_trip', roundTrip, async () => {
    const milliseconds = await connection()?.rtt()
    return milliseconds === undefined ? [] : [{ value: milliseconds / 1_000 }]
  })
  measureLag(consumers)
  const open = { description: 'Dead letters that nobody has replayed', unit: '{letter}' }
  gauge('rewards.dead_letters', open, async () => [{ value: await deadLetters.countOpen() }])
}

function measureLag(consumers: Measured['consumers']): void {
  const lag = {
    description: 'Messages that a consumer has not done with, all processes together',
    unit: '{message}',
  }
  gauge('rewards.messaging.consumer.lag', lag, async () => {
    const each = consumers.entries().map(async ([consumer, loop]) => {
      const found = await loop.lag()
      const of = (state: string) => ({ 'messaging.consumer.group.name': consumer, state })
      return found
        ? [
            { value: found.waiting, attributes: of('waiting') },
            { value: found.underWay, attributes: of('under_way') },
          ]
        : []
    })
    return (await Promise.all(each)).flat()
  })
}
