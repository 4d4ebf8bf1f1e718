import type { DescMethod } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel as Level } from '@bufbuild/protobuf/wkt'
import { ConnectError, type Transport } from '@connectrpc/connect'
import { isForNow, retryAfterMs } from '../failure.ts'
import type { Surroundings } from '../surroundings.ts'
import { startTime } from '../time-left.ts'

/** So often a call is tried at most. */
export const MOST_TRIES = 6
/** A try that may be repeated is given up after so long: the next may meet another process. */
export const TRY_WITHIN_MS = 7_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 2_000
/** Who is asked to come back later than that is told so: a call is no place to wait for it. */
const LONGEST_WAIT_MS = 60_000

/**
 * Makes a call again whose failure is only for now, if the contract marks its method NO_SIDE_EFFECTS or IDEMPOTENT; others
 * are tried once. Pauses grow, are jittered, and are at least as long as the failure asks for; a call whose time would be
 * over before fails at once. Streams are not repeated here.
 */
export function repeating(transport: Transport, { now, random, sleep }: Surroundings): Transport {
  return {
    async unary(method, signal, timeoutMs, header, input, values) {
      const left = startTime(timeoutMs, now)
      const most = mayRepeat(method) ? MOST_TRIES : 1
      for (let tries = 1; ; tries++) {
        try {
          const within = most === 1 ? left() : Math.min(left() ?? TRY_WITHIN_MS, TRY_WITHIN_MS)
          return await transport.unary(method, signal, within, header, input, values)
        } catch (error) {
          const pauseMs = signal?.aborted ? undefined : pauseBefore(error, tries, random)
          if (pauseMs === undefined || tries === most || pauseMs >= (left() ?? Infinity)) throw error
          await sleep(pauseMs, signal)
        }
      }
    },
    stream: (...call) => transport.stream(...call),
  }
}

function mayRepeat({ idempotency }: DescMethod): boolean {
  return idempotency === Level.NO_SIDE_EFFECTS || idempotency === Level.IDEMPOTENT
}

/** How long to wait before the call is made again, milliseconds; `undefined` when that would not help. */
export function pauseBefore(error: unknown, failures: number, random: () => number): number | undefined {
  if (!(error instanceof ConnectError) || !isForNow(error)) return undefined
  const waitMs = retryAfterMs(error) ?? 0
  if (waitMs > LONGEST_WAIT_MS) return undefined
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
  return waitMs + pauseMs * (0.5 + random() / 2)
}
