import { Metadata } from '@grpc/grpc-js'
import { currentLogContext, newTraceparent } from '@rewards/process'
import { outgoingTraceparent } from '@rewards/telemetry'
import type { CallOptions } from './call-options.ts'

/** The headers of an outgoing call: the token if one is given, and the trace (the call's, else the one around it). */
export function outgoingMetadata({ token, context }: CallOptions): Metadata {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  const parent = context?.traceparent ?? currentLogContext().traceparent
  metadata.set('traceparent', parent ? outgoingTraceparent(parent) : newTraceparent())
  return metadata
}

/** The deadline of an outgoing call, epoch ms: never later than that of the call it is made for. */
export function outgoingDeadline({ timeoutMs, context }: CallOptions, defaultMs: number): number {
  return Math.min(Date.now() + (timeoutMs ?? defaultMs), context?.deadlineMs ?? Number.POSITIVE_INFINITY)
}

/** Aborted when either the caller or the call it is made for has had enough. */
export function outgoingSignal({ signal, context }: CallOptions): AbortSignal | undefined {
  return signal && context ? AbortSignal.any([signal, context.signal]) : (signal ?? context?.signal)
}
