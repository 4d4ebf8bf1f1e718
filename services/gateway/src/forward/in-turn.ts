import type { DescMethod } from '@bufbuild/protobuf'
import { retryAfter } from '@rewards/errors'
import { Turns } from '@rewards/process'
import { classOf } from '../rates/call-class.ts'
import { callOf, type Forwarding, type Message, type UnaryForward } from './forwarding.ts'
import { endedHere, whyEnded } from './outcome.ts'

const WAITED_TOO_LONG = retryAfter(
  1_000,
  'TOO_MANY_CALLS',
  'too many calls of this method are waiting; the same call may succeed later',
)

/**
 * What changes something and needs no token, such as sign-in, anybody may call: only so many calls of one such method are with
 * its service at once, and the others wait, at most for the deadline of a call that names none. So a crowd that signs in takes
 * little from those whose token is good already. Each method waits for itself, since a sign-in takes long and a refresh does
 * not; a call waits once its request is all there, so that nobody holds a place by being slow.
 */
export function inTurn(method: DescMethod, forward: UnaryForward, forwarding: Forwarding): UnaryForward {
  if (classOf(method) !== 'signIn') return forward
  const { publicCallsAtOnce: atOnce, defaultDeadlineMs: longestMs } = forwarding.limits
  // How many wait is bounded by how many calls may be open.
  const turns = new Turns({ atOnce, waiting: Number.POSITIVE_INFINITY }, () => WAITED_TOO_LONG)
  return (request, context) => {
    const tooLong = Number.isFinite(longestMs) ? [AbortSignal.timeout(longestMs)] : []
    const waiting = AbortSignal.any([context.signal, ...tooLong])
    let begun: Promise<Message> | undefined
    const begin = () => {
      begun = forward(request, context)
      return begun
    }
    return turns.take(begin, waiting).catch(() => {
      const { signal } = context
      return (
        begun ??
        Promise.reject(
          endedHere(signal.aborted ? whyEnded(signal) : WAITED_TOO_LONG, callOf(context), forwarding),
        )
      )
    })
  }
}
