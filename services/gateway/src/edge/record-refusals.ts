import type { DescMethod } from '@bufbuild/protobuf'
import { keepRefusals, refusalMessage } from '@rewards/audit/service'
import { RefusalService } from '@rewards/contracts/auth'
import type { Clock, Life } from '@rewards/process'
import { type Channel, createClient, nameOf } from '@rewards/rpc'
import type { Call } from '../forward/call.ts'

/** Told of each call that the gateway itself refused for who its caller is. Returns at once. */
export type RecordRefusal = (method: DescMethod, call: Call) => void

/** Auth answers in milliseconds; what it does not take is offered again. */
const TIMEOUT_MS = 2_000

/** Has refused calls recorded in auth's audit, since the gateway keeps nothing itself. */
export function recordRefusals(
  auth: Channel,
  now: Clock,
  life: Pick<Life, 'logger' | 'onStop'>,
): RecordRefusal {
  const client = createClient(RefusalService, auth)
  const onRefused = keepRefusals(
    {
      append: async entry =>
        void (await client.recordRefusal({ refusal: refusalMessage(entry) }, { timeoutMs: TIMEOUT_MS })),
      now,
    },
    life,
  )
  return (method, { caller, from, traceparent }) =>
    onRefused({ caller, from, traceparent, method: nameOf(method), receivedAtMs: now() })
}
