import type { HandlerContext } from '@connectrpc/connect'
import { Metadata } from '@grpc/grpc-js'
import { tellOrigin } from '@rewards/rpc'
import { outgoingTraceparent } from '@rewards/telemetry'
import type { Call } from './call.ts'

const TRACESTATE = /^[\x20-\x7e]{1,512}$/

/** What a service is told beside the request of a call. */
export type RequestMetadata = (context: HandlerContext, call: Call) => Metadata

/**
 * What a service is told beside the request: the checked token, the trace, and where the call came from as seen here.
 * Nothing else of what the caller sent passes, so no header can name a caller, now or later.
 */
export const requestMetadata: RequestMetadata = (context, call) => {
  const metadata = new Metadata()
  if (call.caller) metadata.set('authorization', `Bearer ${call.caller.token}`)
  metadata.set('traceparent', outgoingTraceparent(call.traceparent))
  const tracestate = context.requestHeader.get('tracestate')
  if (tracestate && TRACESTATE.test(tracestate)) metadata.set('tracestate', tracestate)
  tellOrigin(metadata, call.from)
  return metadata
}

/** Names that belong to the protocol between two hops; the edge writes its own. */
const OF_THE_HOP = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'grpc-accept-encoding',
  'grpc-encoding',
  'grpc-message',
  'grpc-status',
  'grpc-status-details-bin',
  'transfer-encoding',
])

/** Adds what a service answered beside the response to the edge's headers or trailers; binary values as base64. */
export function copyMetadata(from: Metadata, to: Headers): void {
  for (const name of Object.keys(from.getMap())) {
    if (OF_THE_HOP.has(name)) continue
    for (const value of from.get(name))
      to.append(name, typeof value === 'string' ? value : value.toString('base64').replace(/=+$/, ''))
  }
}
