import type { Registry } from '@bufbuild/protobuf'
import type { UniversalHandler, UniversalServerRequest } from '@connectrpc/connect/protocol'
import { status } from '@grpc/grpc-js'
import { traceIdOf } from '@rewards/process'
import { statusOf } from '@rewards/rpc'
import type { Call } from '../forward/call.ts'
import { edgeError } from '../forward/edge-error.ts'
import { checkEnumWords } from './enum-words.ts'

export interface JsonBodyOptions {
  readonly registry: Registry
  /** A longer body is passed on as it is: the protocol refuses it. */
  readonly maxBytes: number
}

/** The request with its body checked on the way, where that is one uncompressed JSON text; else as it is. */
export function withCheckedJson(
  request: UniversalServerRequest,
  { method }: Pick<UniversalHandler, 'method'>,
  call: Call,
  { registry, maxBytes }: JsonBodyOptions,
): UniversalServerRequest {
  const { header, body } = request
  const type = header.get('content-type')?.split(';', 1)[0]
  const encoding = header.get('content-encoding') ?? 'identity'
  if (type !== 'application/json' || encoding !== 'identity' || !isStream(body)) return request
  const check = (text: string) => {
    try {
      checkEnumWords(method.input, JSON.parse(text))
    } catch (error) {
      // What is no JSON is the protocol's to refuse.
      if (error instanceof SyntaxError) return
      const refusal = statusOf(error, traceIdOf(call.traceparent))
      call.code = status[refusal.code]
      throw edgeError(refusal, registry)
    }
  }
  return { ...request, body: checked(body, maxBytes, check) }
}

/** The same bytes, once all of them were looked at. Holds back at most `maxBytes`. */
async function* checked(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  check: (text: string) => void,
): AsyncGenerator<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size > maxBytes) yield* chunks.splice(0)
  }
  if (size <= maxBytes) check(Buffer.concat(chunks).toString())
  yield* chunks
}

function isStream(body: UniversalServerRequest['body']): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body
}
