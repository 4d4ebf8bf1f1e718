import type { Deadline, Metadata } from '@grpc/grpc-js'

/** What calls of every kind have in common as grpc-js hands them to a server. */
export interface ServerCall {
  readonly metadata: Metadata
  getDeadline(): Deadline
  once(event: 'cancelled', listener: () => void): unknown
}
