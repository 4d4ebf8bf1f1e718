import type { DescMethod } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import { bytesOf } from '../message/to-bytes.ts'
import { jsonOf, type Tree } from '../message/tree.ts'
import type { WireRequest } from './wire.ts'

/** How a message can be sent to the gateway. */
export const PROTOCOLS = [
  'connect-json',
  'connect-proto',
  'connect-get',
  'grpc',
  'grpc-json',
  'grpc-web',
] as const
export type Protocol = (typeof PROTOCOLS)[number]

/** How long a caller waits for a stream; and for other answers. Milliseconds. */
const STREAM_MS = 1_000
const UNARY_MS = 15_000

/** What is sent, before it is mangled: the body, or of a GET what stands in the query. */
export function bodyOf(protocol: Protocol, method: DescMethod, tree: Tree): Buffer {
  const isJson = protocol.endsWith('json') || (protocol === 'connect-get' && isEven(method.name))
  const message = isJson ? Buffer.from(jsonOf(tree)) : Buffer.from(bytesOf(method.input, tree))
  const isFramed = protocol.startsWith('grpc') || (protocol !== 'connect-get' && isStream(method))
  return isFramed ? frame(message) : message
}

/** The request around a body. */
export function requestOf(protocol: Protocol, path: string, method: DescMethod, body: Buffer): WireRequest {
  if (protocol === 'connect-get') return getOf(path, method, body)
  const limit = isStream(method) ? STREAM_MS : UNARY_MS
  const timeout = protocol.startsWith('grpc')
    ? { 'grpc-timeout': `${limit}m` }
    : { 'connect-timeout-ms': `${limit}` }
  const te = protocol.startsWith('grpc') && protocol !== 'grpc-web' ? { te: 'trailers' } : {}
  const headers = { 'content-type': contentType(protocol, method), ...timeout, ...te }
  return {
    http: protocol === 'grpc' || protocol === 'grpc-json' ? 2 : 1,
    method: 'POST',
    path,
    headers,
    body,
  }
}

/** A protocol in which this method can be called; another one that is as good where it cannot. */
export function fitting(protocol: Protocol, method: DescMethod): Protocol {
  const reads = method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
  return protocol === 'connect-get' && (!reads || isStream(method)) ? 'connect-json' : protocol
}

function getOf(path: string, method: DescMethod, body: Buffer): WireRequest {
  const isJson = isEven(method.name)
  const encoding = isJson ? 'json' : 'proto'
  const message = isJson
    ? encodeURIComponent(body.toString().toWellFormed())
    : `${body.toString('base64url')}&base64=1`
  const query = `?connect=v1&encoding=${encoding}&message=${message}`
  // A longer line is refused by HTTP itself, which is not what is looked at here.
  const cut = query.length > 12_000 ? query.slice(0, 12_000) : query
  return { http: 1, method: 'GET', path: `${path}${cut}`, headers: {}, body: Buffer.alloc(0) }
}

function contentType(protocol: Protocol, method: DescMethod): string {
  const stream = isStream(method) ? 'connect+' : ''
  return {
    'connect-json': `application/${stream}json`,
    'connect-proto': `application/${stream}proto`,
    'connect-get': '',
    grpc: 'application/grpc+proto',
    'grpc-json': 'application/grpc+json',
    'grpc-web': 'application/grpc-web+proto',
  }[protocol]
}

function frame(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}

function isStream({ methodKind }: DescMethod): boolean {
  return methodKind !== 'unary'
}

/** Divides methods into two halves, which stay the same. */
function isEven(name: string): boolean {
  return name.length % 2 === 0
}
