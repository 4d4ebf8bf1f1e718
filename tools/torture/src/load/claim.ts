import type { Gateways } from '../gateways/gateways.ts'
import { accepted, refused } from '../gateways/outcome.ts'
import type { CallEntry, Outcome } from '../log/entries.ts'
import type { OperationLog } from '../log/operation-log.ts'
import type { Request } from './requests.ts'
import type { Tally } from './tally.ts'

export interface Claiming {
  readonly gateways: Gateways
  readonly log: OperationLog
  readonly tally: Tally
  /** Ends the calls that are under way; they are unknown then. */
  readonly signal: AbortSignal
  /** Numbers the calls. */
  readonly nextNo: () => number
}

/** Makes one call, written down before and after. Rejects only when the caller cannot sign in. */
export async function claimOnce(claiming: Claiming, request: Request): Promise<Outcome> {
  const { gateways, log, tally, signal, nextNo } = claiming
  const { user, eventId, key } = request
  const options = { ...(await user.account.options(signal)), signal }
  const no = nextNo()
  const { userId } = user
  log.write({ type: 'call', no, userId, eventId, at: Date.now(), ...repeating(request) })
  tally.begun()
  const call = { eventId, idempotencyKey: key ?? '' }
  const outcome = await gateways.any().claims.claimReward(call, options).then(accepted, refused)
  log.write({ type: 'answer', no, at: Date.now(), outcome })
  tally.ended(outcome)
  return outcome
}

function repeating({ key, persistent }: Request): Pick<CallEntry, 'key' | 'persistent'> {
  return { ...(key !== undefined && { key }), ...(persistent && { persistent }) }
}
