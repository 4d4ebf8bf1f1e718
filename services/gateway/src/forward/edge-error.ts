import { fromBinary, type Registry, toJson } from '@bufbuild/protobuf'
import { type Any, anyUnpack } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError } from '@connectrpc/connect'
import { type StatusObject, status } from '@grpc/grpc-js'
import { StatusSchema } from '@rewards/contracts/google'
import { RewardsError } from '@rewards/errors'
import { CallEnded, type ErrorStatus, statusOf } from '@rewards/rpc'
import { retryAfterSeconds } from './retry-after.ts'

type Detail = ConnectError['details'][number]

/** What a caller learns of a failure that is the gateway's own: out of time, cut by a stop, no service reached. */
export type OwnStatus = (error: Error) => Omit<ErrorStatus, 'final'>

/** As services tell of theirs: with a reason for programs. */
export const ownStatus: OwnStatus = error => statusOf(error, '')

/**
 * The error that the edge's protocols write: code, sentence, and every detail byte for byte; for those who know nothing of
 * details, when to come back as the header `retry-after`, too.
 */
export function edgeError(
  { code, message, details }: Omit<ErrorStatus, 'final'>,
  registry: Registry,
): ConnectError {
  const error = new ConnectError(message, code in Code ? (code as number as Code) : Code.Unknown)
  error.details = details.map(detail => edgeDetail(detail, registry))
  const seconds = retryAfterSeconds(details)
  if (seconds !== undefined) error.metadata.set('retry-after', String(seconds))
  return error
}

/** Connect's JSON shows `debug` beside the bytes, so that a person can read it. */
function edgeDetail(detail: Any, registry: Registry): Detail {
  const type = detail.typeUrl.slice(detail.typeUrl.lastIndexOf('/') + 1)
  try {
    const message = anyUnpack(detail, registry)
    const schema = registry.getMessage(type)
    if (message && schema) return { type, value: detail.value, debug: toJson(schema, message, { registry }) }
  } catch {
    // a detail that cannot be read here may still be known to the caller
  }
  return { type, value: detail.value }
}

/**
 * The error of a call that a service ended with this status. Where grpc-js made the status itself, its sentence shows
 * addresses that are nobody's business outside; such a status carries no details, and gets words of our own.
 */
export function errorOfStatus(
  { code, details: message, metadata }: StatusObject,
  { backend, registry, ownStatus }: { backend: string; registry: Registry; ownStatus: OwnStatus },
): ConnectError {
  const sent = sentDetails(metadata.get('grpc-status-details-bin')[0])
  const own = sent ? undefined : ownWords(code, backend)
  return edgeError(own ? ownStatus(own) : { code, message, details: sent ?? [] }, registry)
}

function sentDetails(bytes: string | Buffer | undefined): readonly Any[] | undefined {
  if (!Buffer.isBuffer(bytes)) return undefined
  try {
    return fromBinary(StatusSchema, bytes).details
  } catch {
    return undefined // malformed: the code and its sentence are all there is
  }
}

function ownWords(code: status, backend: string): Error | undefined {
  if (code === status.DEADLINE_EXCEEDED) return new CallEnded('DEADLINE_EXCEEDED')
  if (code !== status.UNAVAILABLE) return undefined
  const message = `the ${backend} service cannot be reached right now`
  return new RewardsError('unavailable', 'UNREACHABLE', message, { retryAfterMs: 1_000 })
}
