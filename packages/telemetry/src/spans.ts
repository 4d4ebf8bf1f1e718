import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { childTraceparent, isTraceparent, type Traceparent } from '@rewards/process'

/** One piece of the work that a trace consists of. */
export interface Span {
  /** What the work passes on, to be the parent of what is done for it. */
  readonly traceparent: Traceparent
  /** The work is over. `error`: the kind of failure, of a bounded set, such as a status's name. */
  end(outcome: { readonly attributes?: Attributes; readonly error?: string | undefined }): void
}

export interface SpanStart {
  /** Of a bounded set: `rewards.event.v1.ClaimService/ClaimReward`. */
  readonly name: string
  readonly kind: 'server' | 'client' | 'producer' | 'consumer'
  /** What was sent along; absent or malformed, a trace begins. */
  readonly parent: string | undefined
  readonly attributes: Attributes
}

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const

/** One for the process, as its spans go to one place. */
let current: Tracer | undefined

/** From now on spans are collected; `undefined` ends that. `startTelemetry` calls it. */
export function traceWith(tracer: Tracer | undefined): void {
  current = tracer
}

/** Whether this process collects spans. */
export function isTracing(): boolean {
  return current !== undefined
}

/** What a call or message is sent with: its span's parent where one will be made, else a place of its own in the trace. */
export function outgoingTraceparent(parent: Traceparent): Traceparent {
  return isTracing() ? parent : childTraceparent(parent)
}

/** Begins a span; `undefined` while nobody collects any, and then it costs nothing. */
export function startSpan({ name, kind, parent, attributes }: SpanStart): Span | undefined {
  if (current === undefined) return undefined
  const span = current.startSpan(name, { kind: KINDS[kind], attributes }, contextOf(parent))
  return {
    traceparent: traceparentOf(span.spanContext()),
    end({ attributes: more, error }) {
      if (more) span.setAttributes(more)
      if (error !== undefined)
        span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

function contextOf(traceparent: string | undefined): Context {
  if (!isTraceparent(traceparent)) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceparent.slice(3, 35),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53, 55), 16),
    isRemote: true,
  })
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): Traceparent {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
