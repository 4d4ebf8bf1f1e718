import { create, toBinary } from '@bufbuild/protobuf'
import { anyPack } from '@bufbuild/protobuf/wkt'
import {
  Metadata,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedHandleCall,
} from '@grpc/grpc-js'
import { BadRequestSchema, ErrorInfoSchema, StatusSchema } from '@rewards/contracts/google'
import { pathOf } from '@rewards/rpc'
import type { RawHandlers } from './fake-backend.ts'
import { type ProbeRequest, type ProbeResponse, ProbeService } from './probe.ts'

/** The details that a failing probe sends. */
export const sentDetails = [
  anyPack(
    ErrorInfoSchema,
    create(ErrorInfoSchema, { reason: 'PROBE_FAILED', domain: 'rewards', metadata: { claimId: 'clm_1' } }),
  ),
  anyPack(
    BadRequestSchema,
    create(BadRequestSchema, { fieldViolations: [{ field: 'text', description: 'is "fail"' }] }),
  ),
]

/** A failure with details and a trailer, as a service of ours makes one. */
export function failure() {
  const metadata = new Metadata()
  metadata.set('x-tail', 'of a failure')
  const sent = create(StatusSchema, {
    code: status.FAILED_PRECONDITION,
    message: 'the probe failed: ü',
    details: sentDetails,
  })
  metadata.set('grpc-status-details-bin', Buffer.from(toBinary(StatusSchema, sent)))
  return { code: status.FAILED_PRECONDITION, details: 'the probe failed: ü', metadata }
}

type Unary = ServerUnaryCall<ProbeRequest, ProbeResponse>

const echo = ((call: Unary, callback: sendUnaryData<object>) => {
  const { text, count } = call.request
  const head = new Metadata()
  head.set('x-head', 'of the answer')
  call.sendMetadata(head)
  if (text === 'fail') callback(failure())
  else if (text !== 'wait')
    callback(null, { text, count, items: Array.from({ length: count }, (_, i) => `${i}`) }, tail())
}) as UntypedHandleCall

function tail(): Metadata {
  const metadata = new Metadata()
  metadata.set('x-tail', 'of the answer')
  metadata.set('x-tail-bin', Buffer.from([0, 255, 7]))
  return metadata
}

/** Counts to `count`, then ends; fails for "fail", and waits for ever for "wait". */
const watch = ((call: ServerWritableStream<ProbeRequest, object>) => {
  const { text, count } = call.request
  const head = new Metadata()
  head.set('x-head', 'of the stream')
  call.sendMetadata(head)
  for (let i = 0; i < count; i++) call.write({ text, count: i })
  if (text === 'fail') call.emit('error', failure())
  else if (text !== 'wait') call.end(tail())
}) as UntypedHandleCall

const collect = ((call: ServerReadableStream<ProbeRequest, object>, callback: sendUnaryData<object>) => {
  const texts: string[] = []
  call.on('data', ({ text }: ProbeRequest) => texts.push(text))
  call.on('end', () => callback(null, { text: texts.join('+'), count: texts.length }, tail()))
}) as UntypedHandleCall

const chat = ((call: ServerDuplexStream<ProbeRequest, object>) => {
  call.on('data', ({ text }: ProbeRequest) => call.write({ text: `you said ${text}` }))
  call.on('end', () => call.end(tail()))
}) as UntypedHandleCall

const { method } = ProbeService

/** Answers in every way that a service may. */
export const probeHandlers: RawHandlers = {
  [pathOf(method.echo)]: echo,
  [pathOf(method.read)]: echo,
  [pathOf(method.open)]: echo,
  [pathOf(method.watch)]: watch,
  [pathOf(method.collect)]: collect,
  [pathOf(method.chat)]: chat,
}
