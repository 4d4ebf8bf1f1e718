import { counter, durations, startSpan } from '@rewards/telemetry'
import type { Verdict } from './judge.ts'

type Headers = Readonly<Record<string, string>>

/** One delivery that is being handled. */
export interface ObservedDelivery {
  /** Those of the message; the handling is its trace's next step. */
  readonly headers: Headers
  /** What the broker is told, or that it is told nothing. */
  ended(verdict: Verdict['kind'] | 'lost'): void
}

const sent = counter('messaging.client.sent.messages', 'Messages that were given to the broker')
const handled = durations('messaging.process.duration', 'Time that a consumer took for one delivery')
const waited = durations(
  'rewards.messaging.delivery.delay',
  'Time from when the broker had a message to when its handling began, earlier tries included',
)

const SYSTEM = { 'messaging.system.name': 'nats' } as const

/** A message leaves: the headers that it is sent with, which name its own place in the trace. */
export function observeSend(subject: string, headers: Headers): Headers {
  const attributes = {
    ...SYSTEM,
    'messaging.destination.name': subject,
    'messaging.operation.name': 'publish',
  }
  sent(attributes)
  const parent = headers.traceparent
  const span = startSpan({ name: `publish ${subject}`, kind: 'producer', parent, attributes })
  span?.end({})
  return span ? { ...headers, traceparent: span.traceparent } : headers
}

/** A consumer begins with a delivery that the broker has had since `storedAtMs`. */
export function observeDelivery(
  { consumer, subject, storedAtMs }: { consumer: string; subject: string; storedAtMs: number },
  headers: Headers,
): ObservedDelivery {
  const attributes = {
    ...SYSTEM,
    'messaging.destination.name': subject,
    'messaging.consumer.group.name': consumer,
    'messaging.operation.name': 'process',
  }
  const parent = headers.traceparent
  const span = startSpan({ name: `process ${subject}`, kind: 'consumer', parent, attributes })
  waited(Math.max(0, Date.now() - storedAtMs) / 1_000, attributes)
  const startedAt = performance.now()
  return {
    headers: span ? { ...headers, traceparent: span.traceparent } : headers,
    ended(verdict) {
      const error = verdict === 'done' ? undefined : verdict
      const outcome = error === undefined ? attributes : { ...attributes, 'error.type': error }
      handled((performance.now() - startedAt) / 1_000, outcome)
      span?.end({ error })
    },
  }
}
