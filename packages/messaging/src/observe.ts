import { counter, durations, type Span, startSpan } from '@rewards/telemetry'
import type { Verdict } from './judge.ts'
import type { Receiver } from './receiver.ts'

type Headers = Readonly<Record<string, string>>

/** One delivery that is being handled. */
export interface ObservedDelivery {
  /** Those of the message; the handling is its trace's next step. */
  readonly headers: Headers
  /**
   * The receiver, to be opened with: the span then names the document that the message is about. So all traces of a claim are
   * found by its id, though what a sweep asks again is a trace of its own.
   */
  opening(receiver: Receiver): Receiver
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
    opening: receiver => (span ? naming(receiver, span) : receiver),
    ended(verdict) {
      const error = verdict === 'done' ? undefined : verdict
      const outcome = error === undefined ? attributes : { ...attributes, 'error.type': error }
      handled((performance.now() - startedAt) / 1_000, outcome)
      span?.end({ error })
    },
  }
}

function naming(receiver: Receiver, span: Span): Receiver {
  return {
    ...receiver,
    open(payload, type) {
      const opened = receiver.open(payload, type)
      span.add({ 'messaging.message.conversation_id': opened.document })
      return opened
    },
  }
}
