import type { ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2'
import { finished } from 'node:stream'
import { type StatusObject, status } from '@grpc/grpc-js'
import { Http2SubchannelCall } from '@grpc/grpc-js/build/src/subchannel-call.js'

/** What is known here of grpc-js' own call, whose fields are private. */
interface InnerCall {
  readonly http2Stream: ClientHttp2Stream
  finalStatus: StatusObject | null
  readsClosed: boolean
  endCall(end: StatusObject): void
  maybeOutputStatus(): void
  outputStatus(): void
  handleTrailers(headers: IncomingHttpHeaders): void
}

const inner: InnerCall = Http2SubchannelCall.prototype as never
const { endCall, handleTrailers, outputStatus } = inner

/** Failures that wait for the messages before them. */
const waiting = new WeakMap<StatusObject, StatusObject>()

/**
 * Makes streams deliver what a service has sent before it failed. grpc-js tells of a failure at once, and forgets the messages
 * that nobody had asked for yet (grpc/grpc-node#2764): those of a slow reader, and compressed ones. An end without a failure
 * waits for them; so a failure that the service itself has sent passes for such an end until its turn has come. For all
 * clients of the process, and to go when grpc-js does it.
 */
export function deliverBeforeFailing(): void {
  inner.handleTrailers = function (headers) {
    this.endCall = end => endCall.call(this, inDisguise(end))
    handleTrailers.call(this, headers)
    this.endCall = endCall
    noMoreAfterEnd(this)
  }
  inner.outputStatus = function () {
    this.finalStatus = (this.finalStatus && waiting.get(this.finalStatus)) ?? this.finalStatus
    outputStatus.call(this)
  }
}

/** A stream that is cut never tells of its end, which the disguised failure would wait for. */
function noMoreAfterEnd(call: InnerCall): void {
  finished(call.http2Stream, { writable: false }, () => {
    call.readsClosed = true
    call.maybeOutputStatus()
  })
}

function inDisguise(end: StatusObject): StatusObject {
  const disguised = { ...end, code: status.OK }
  waiting.set(disguised, end)
  return disguised
}
