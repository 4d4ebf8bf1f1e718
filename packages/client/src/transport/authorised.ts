import { type DescMethod, getOption } from '@bufbuild/protobuf'
import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { policy } from '@rewards/contracts/policy'
import type { Session } from '../session/session.ts'
import type { SessionKeeper } from '../session/session-keeper.ts'
import { startTime } from '../time-left.ts'
import { untilOver } from '../until.ts'

/**
 * Calls as whoever is signed in, unless the contract lets anyone call the method. A call that is refused because its token
 * counts no more is made once again with the next one: refused, it had no effect. A stream has one try.
 */
export function authorised(transport: Transport, sessions: SessionKeeper, now: () => number): Transport {
  return {
    async unary(method, signal, timeoutMs, header, input, values) {
      if (isPublic(method)) return transport.unary(method, signal, timeoutMs, header, input, values)
      const left = startTime(timeoutMs, now)
      const callAs = (session: Session | undefined) =>
        transport.unary(method, signal, left(), withToken(header, session), input, values)
      const session = await untilOver(sessions.current(signal), left())
      try {
        return await callAs(session)
      } catch (error) {
        if (!isUnauthenticated(error)) throw error
        const next = await untilOver(sessions.next(session, signal), left())
        if (!next) throw error
        return callAs(next)
      }
    },
    async stream(method, signal, timeoutMs, header, input, values) {
      const session = isPublic(method) ? undefined : await sessions.current(signal)
      return transport.stream(method, signal, timeoutMs, withToken(header, session), input, values)
    },
  }
}

function isPublic(method: DescMethod): boolean {
  return getOption(method, policy).rule.case === 'public'
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ConnectError && error.code === Code.Unauthenticated
}

/** The headers of a call that this session makes. */
export function withToken(
  header: ConstructorParameters<typeof Headers>[0],
  session: Session | undefined,
): Headers {
  const headers = new Headers(header)
  if (session) headers.set('authorization', `Bearer ${session.accessToken}`)
  return headers
}
