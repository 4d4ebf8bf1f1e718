import type { DescMethod } from '@bufbuild/protobuf'
import { status } from '@grpc/grpc-js'
import { acceptTraceparent, type Traceparent } from '@rewards/process'
import { durations, startSpan } from '@rewards/telemetry'
import { nameOf } from './method-path.ts'

/** A call that is measured and, where spans are collected, one of a trace. */
export interface ObservedCall {
  /** The call's own place in the trace: what is done for it has this as its parent. */
  readonly traceparent: Traceparent
  /** To be called once, with the code's name, such as `OK`. */
  ended(code: string): void
}

/** What is worth an engineer's look at the server; the rest is the caller's own doing. */
const SERVER_FAILURES: ReadonlySet<string> = new Set(
  [
    status.UNKNOWN,
    status.DEADLINE_EXCEEDED,
    status.UNIMPLEMENTED,
    status.INTERNAL,
    status.UNAVAILABLE,
    status.DATA_LOSS,
  ].map(code => status[code]),
)

const recordOf = {
  server: durations(
    'rpc.server.call.duration',
    'Time from the first byte of a call to its status, at the server',
  ),
  client: durations(
    'rpc.client.call.duration',
    'Time from the begin of a call to its status, repeats included',
  ),
} as const

/** A call begins at the server that answers it, or that passes it on. `parent` is what the caller sent. */
export function observeServerCall(method: DescMethod, parent: string | undefined): ObservedCall {
  return observe('server', nameOf(method), parent)
}

/** A call begins at who makes it. `method`: `package.Service/Method`. */
export function observeClientCall(method: string, parent: string | undefined): ObservedCall {
  return observe('client', method, parent)
}

function observe(kind: 'server' | 'client', method: string, parent: string | undefined): ObservedCall {
  const attributes = { 'rpc.system.name': 'grpc', 'rpc.method': method }
  const span = startSpan({ name: method, kind, parent, attributes })
  const startedAt = performance.now()
  return {
    traceparent: span?.traceparent ?? acceptTraceparent(parent),
    ended(code) {
      const told = { 'rpc.status_code': code }
      recordOf[kind]((performance.now() - startedAt) / 1_000, { ...attributes, ...told })
      const failed = kind === 'server' ? SERVER_FAILURES.has(code) : code !== 'OK'
      span?.end({ attributes: told, error: failed ? code : undefined })
    },
  }
}
