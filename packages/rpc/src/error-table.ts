import { status } from '@grpc/grpc-js'
import type { ErrorKind } from '@rewards/errors'

/** The one table of kinds and gRPC statuses. What is not in it is INTERNAL. */
export const STATUS_OF_KIND = {
  invalid_argument: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  permission_denied: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  already_exists: status.ALREADY_EXISTS,
  failed_precondition: status.FAILED_PRECONDITION,
  aborted: status.ABORTED,
  resource_exhausted: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
} as const satisfies Record<ErrorKind, status>

const KIND_OF_STATUS = new Map<number, ErrorKind>([
  ...(Object.entries(STATUS_OF_KIND) as [ErrorKind, number][]).map(([kind, code]) => [code, kind] as const),
  // Nothing is known of what happened at the other side, and the same call may succeed later.
  [status.DEADLINE_EXCEEDED, 'unavailable'],
  [status.CANCELLED, 'unavailable'],
])

/** The kind of a status; `undefined` for OK and for those that mean a defect (INTERNAL, UNKNOWN, UNIMPLEMENTED …). */
export function kindOfStatus(code: number): ErrorKind | undefined {
  return KIND_OF_STATUS.get(code)
}
