import {
  type DescMessage,
  type DescMethod,
  fromBinary,
  type MessageShape,
  type Registry,
  toBinary,
} from '@bufbuild/protobuf'
import type { HandlerContext } from '@connectrpc/connect'
import { pathOf, type TokenVerifier } from '@rewards/rpc'
import type { Limits } from '../limits.ts'
import { type Call, callKey } from './call.ts'
import type { OwnStatus } from './edge-error.ts'
import type { RequestMetadata } from './metadata.ts'

/** What every forwarded call needs. */
export interface Forwarding {
  readonly limits: Limits
  /** Every message type of the contracts, for `Any`. */
  readonly registry: Registry
  /** Aborted, with a `RewardsError`, when streams must end because the gateway stops. */
  readonly endStreams: AbortSignal
  /** Tells when a stream must end because its caller's token counts no more. */
  readonly verifier: Pick<TokenVerifier, 'onRevoked'>
  readonly requestMetadata: RequestMetadata
  readonly ownStatus: OwnStatus
}

/** A message of any type, as a forwarder sees it. */
export type Message = MessageShape<DescMessage>

/** How a method looks to grpc-js, which needs no generated stub. */
export function wireOf(method: DescMethod) {
  return {
    path: pathOf(method),
    serialize: (message: Message) => asBuffer(toBinary(method.input, message)),
    deserialize: (bytes: Buffer): Message => fromBinary(method.output, bytes),
  }
}

function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** The call's own record; every request gets one where it enters. */
export function callOf(context: HandlerContext): Call {
  const call = context.values.get(callKey)
  if (!call) throw new Error('a call came in without its record')
  return call
}

/** When the callee must have answered, epoch ms: as the caller asks, within the limit. */
export function deadlineOf(context: HandlerContext, ifNoneMs: number, longestMs: number): number {
  return Date.now() + Math.min(context.timeoutMs() ?? ifNoneMs, longestMs)
}

/** Answers a unary call of whatever method. */
export type UnaryForward = (request: Message, context: HandlerContext) => Promise<Message>
