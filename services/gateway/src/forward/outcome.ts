import { Code, ConnectError } from '@connectrpc/connect'
import { type StatusObject, status } from '@grpc/grpc-js'
import { RewardsError } from '@rewards/errors'
import { CallEnded } from '@rewards/rpc'
import type { Call } from './call.ts'
import { edgeError, errorOfStatus } from './edge-error.ts'
import type { Forwarding } from './forwarding.ts'

/** Notes how a forwarded call ended; the error for the caller, unless all is well. */
export function outcomeOf(
  end: StatusObject,
  { call, signal, backend }: { call: Call; signal: AbortSignal; backend: string },
  { registry, ownStatus }: Pick<Forwarding, 'registry' | 'ownStatus'>,
): ConnectError | undefined {
  call.code = status[end.code] ?? String(end.code)
  if (end.code === status.OK) return undefined
  const cutHere = end.code === status.CANCELLED && signal.aborted
  const error = cutHere
    ? edgeError(ownStatus(whyEnded(signal)), registry)
    : errorOfStatus(end, { backend, registry, ownStatus })
  if (error.rawMessage !== end.details) call.cause = end.details
  return error
}

/** Notes that a call ended here, before it was passed on; the error for the caller. */
export function endedHere(
  why: Error,
  call: Call,
  { registry, ownStatus }: Pick<Forwarding, 'registry' | 'ownStatus'>,
): ConnectError {
  const told = ownStatus(why)
  call.code = status[told.code]
  return edgeError(told, registry)
}

/** A signal is aborted by a stop (which says why), by the caller's own deadline, or because nobody listens any more. */
export function whyEnded({ reason }: AbortSignal): Error {
  if (reason instanceof RewardsError) return reason
  const late = reason instanceof ConnectError && reason.code === Code.DeadlineExceeded
  return new CallEnded(late ? 'DEADLINE_EXCEEDED' : 'CANCELLED')
}
