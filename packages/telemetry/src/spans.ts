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
import { childTraceparent, isTraceparent, type Traceparent, traceIdOf } from '@rewards/process'

/** One piece of the work that a trace consists of. */
export interface Span {
  /** What the work passes on, to be the parent of what is done for it. */
  readonly traceparent: Traceparent
  /** What is known of it by now; may be of unbounded kinds, as in no figure. */
  add(attributes: Attributes): void
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

/** What collects spans, and of which traces. */
export interface Tracing {
  readonly tracer: Pick<Tracer, 'startSpan'>
  /** By the id alone, so that all processes decide alike. */
  readonly isSampled: (traceId: string) => boolean
}

/** One for the process, as its spans go to one place. */
let current: Tracing | undefined

/** From now on spans are collected; `undefined` ends that. `startTelemetry` calls it. */
export function traceWith(tracing: Tracing | undefined): void {
  current = tracing
}

/** Whether this process collects spans. */
export function isTracing(): boolean {
  return current !== undefined
}

/** What a call or message is sent with: its span's parent where one will be made, else a place of its own in the trace. */
export function outgoingTraceparent(parent: Traceparent): Traceparent {
  return isTracing() ? parent : childTraceparent(parent)
}

/** Begins a span; `undefined` where nobody collects those of this trace, and then it costs next to nothing. */
export function startSpan({ name, kind, parent, attributes }: SpanStart): Span | undefined {
  if (current === undefined) return undefined
  const known = isTraceparent(parent) ? parent : undefined
  // Here and not in the tracer, which makes half a span before it asks.
  if (known !== undefined && !current.isSampled(traceIdOf(known))) return undefined
  const span = current.tracer.startSpan(name, { kind: KINDS[kind], attributes }, contextOf(known))
  return {
    traceparent: traceparentOf(span.spanContext()),
    add: attributes => void span.setAttributes(attributes),
    end({ attributes: more, error }) {
      if (more) span.setAttributes(more)
      if (error !== undefined)
        span.setAttribute('error.type', error).setStatus({ code: SpanStatusCode.ERROR })
      span.end()
    },
  }
}

function contextOf(traceparent: Traceparent | undefined): Context {
  if (traceparent === undefined) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(traceparent),
    spanId: traceparent.slice(36, 52),
    traceFlags: Number.parseInt(traceparent.slice(53, 55), 16),
    isRemote: true,
  })
}

function traceparentOf({ traceId, spanId, traceFlags }: SpanContext): Traceparent {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
