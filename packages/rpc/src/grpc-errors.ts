import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { Metadata, type ServiceError, type StatusObject, status } from '@grpc/grpc-js'
import { type Status, StatusSchema } from '@rewards/contracts/google'
import { errorOfDetails } from './error-details.ts'
import type { ErrorStatus } from './error-status.ts'
import { kindOfStatus } from './error-table.ts'

const DETAILS = 'grpc-status-details-bin'

/** A call failed at the other side for a reason that no caller is meant to handle: a defect, there or between the two. */
export class RemoteFailure extends Error {
  override readonly name = 'RemoteFailure'
  readonly code: status

  constructor(cause: ServiceError) {
    super(`${status[cause.code] ?? cause.code}: ${cause.details}`, { cause })
    this.code = cause.code
  }
}

/** The status as grpc-js sends it, with `google.rpc.Status` in the trailers. */
export function toGrpcStatus({ code, message, details, final }: ErrorStatus): StatusObject {
  const metadata = new Metadata()
  const bytes = toBinary(StatusSchema, create(StatusSchema, { code, message, details: [...details] }))
  metadata.set(DETAILS, Buffer.from(bytes))
  if (final) metadata.set('grpc-retry-pushback-ms', '-1')
  return { code, details: message, metadata }
}

/** What callers are told when the failure is not the other side's word, but grpc-js's own, which names inner addresses. */
const SENTENCES = new Map<number, { reason: string; message: string }>([
  [
    status.UNAVAILABLE,
    { reason: 'UNREACHABLE', message: 'a service that is needed cannot be reached right now' },
  ],
  [status.DEADLINE_EXCEEDED, { reason: 'DEADLINE_EXCEEDED', message: 'the answer did not come in time' }],
  [status.CANCELLED, { reason: 'CANCELLED', message: 'the call was cancelled before it was answered' }],
])

/**
 * What a failed call means here: the `RewardsError` that the other side threw, with its details. A deadline and an
 * unreachable peer are `unavailable`; what means a defect (INTERNAL, UNKNOWN, UNIMPLEMENTED …) is a `RemoteFailure`.
 * What grpc-js said is the cause.
 */
export function fromGrpcError(error: ServiceError): Error {
  const kind = kindOfStatus(error.code)
  if (!kind) return new RemoteFailure(error)
  const said = remoteStatus(error.metadata)
  const other = SENTENCES.get(error.code) ?? {
    reason: status[error.code] ?? 'UNKNOWN',
    message: error.details,
  }
  return errorOfDetails(kind, said?.message ?? other.message, said?.details ?? [], {
    reason: other.reason,
    cause: error,
  })
}

function remoteStatus(metadata: Metadata | undefined): Status | undefined {
  const [bytes] = metadata?.get(DETAILS) ?? []
  if (!Buffer.isBuffer(bytes)) return undefined
  try {
    return fromBinary(StatusSchema, bytes)
  } catch {
    return undefined // not ours: the status and its sentence are all there is
  }
}
