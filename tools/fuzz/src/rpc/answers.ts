import { fromBinary } from '@bufbuild/protobuf'
import { ErrorInfoSchema, StatusSchema } from '@rewards/contracts/google'
import type { Protocol } from './protocols.ts'
import type { WireAnswer } from './wire.ts'

/** What an answer says, whatever the protocol. */
export interface Answer {
  /** `ok`, or the code as Connect writes it; `http 415` and the like where HTTP itself refused. */
  readonly code: string
  /** `ErrorInfo.reason`; '' where there is none. */
  readonly reason: string
  readonly message: string
}

const CODES = [
  ...['ok', 'canceled', 'unknown', 'invalid_argument', 'deadline_exceeded', 'not_found', 'already_exists'],
  ...['permission_denied', 'resource_exhausted', 'failed_precondition', 'aborted', 'out_of_range'],
  ...['unimplemented', 'internal', 'unavailable', 'data_loss', 'unauthenticated'],
]

/** Reads an answer. Throws when it is none of this protocol. */
export function answerOf(protocol: Protocol, answer: WireAnswer): Answer {
  if (answer.body.length === 0 && answer.status >= 400) return refusedByHttp(answer)
  if (protocol === 'grpc-web') return ofGrpc({ ...answer.headers, ...webTrailers(answer.body) })
  if (protocol.startsWith('grpc')) return ofGrpc({ ...answer.headers, ...answer.trailers })
  const type = answer.headers['content-type'] ?? ''
  if (type.startsWith('application/connect+')) return ofConnectError(endOfStream(answer.body))
  return answer.status === 200 ? { code: 'ok', reason: '', message: '' } : ofConnectError(parsed(answer.body))
}

function refusedByHttp({ status }: WireAnswer): Answer {
  return { code: `http ${status}`, reason: '', message: '' }
}

interface ConnectErrorJson {
  readonly code?: string
  readonly message?: string
  readonly details?: readonly { readonly type: string; readonly value: string }[]
}

function ofConnectError(error: ConnectErrorJson | undefined): Answer {
  if (!error) return { code: 'ok', reason: '', message: '' }
  const info = error.details?.find(({ type }) => type === ErrorInfoSchema.typeName)
  const reason = info ? fromBinary(ErrorInfoSchema, Buffer.from(info.value, 'base64')).reason : ''
  return { code: error.code ?? 'none', reason, message: error.message ?? '' }
}

function parsed(body: Buffer): ConnectErrorJson {
  return JSON.parse(body.toString())
}

function endOfStream(body: Buffer): ConnectErrorJson | undefined {
  const end = framesIn(body).find(({ flags }) => (flags & 2) !== 0)
  if (!end) throw new Error('the stream ended without its end')
  return (JSON.parse(end.message.toString()) as { error?: ConnectErrorJson }).error
}

function webTrailers(body: Buffer): Record<string, string> {
  const end = framesIn(body).find(({ flags }) => (flags & 128) !== 0)
  const lines = end?.message.toString().split('\r\n') ?? []
  return Object.fromEntries(
    lines.map(line => [line.split(':')[0]?.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
}

function ofGrpc(fields: Readonly<Record<string, string | string[] | undefined>>): Answer {
  const { 'grpc-status': status, 'grpc-status-details-bin': details, 'grpc-message': message = '' } = fields
  if (status === undefined) throw new Error('the answer carries no grpc-status')
  return {
    code: CODES[Number(status)] ?? String(status),
    reason: reasonOf(String(details ?? '')),
    message: String(message),
  }
}

function reasonOf(details: string): string {
  const status = fromBinary(StatusSchema, Buffer.from(details, 'base64'))
  const info = status.details.find(({ typeUrl }) => typeUrl.endsWith(ErrorInfoSchema.typeName))
  return info ? fromBinary(ErrorInfoSchema, info.value).reason : ''
}

function framesIn(body: Buffer): { flags: number; message: Buffer }[] {
  const frames = []
  for (let at = 0; at + 5 <= body.length; ) {
    const end = at + 5 + body.readUInt32BE(at + 1)
    frames.push({ flags: body[at] ?? 0, message: body.subarray(at + 5, end) })
    at = end
  }
  return frames
}
