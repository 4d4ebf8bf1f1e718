import { durationMs } from '@bufbuild/protobuf/wkt'
import { Code, type ConnectError } from '@connectrpc/connect'
import { RetryInfoSchema } from '@rewards/contracts/google'

/**
 * Whether no answer came: the address cannot be reached, or the connection broke. Whether the call had an effect is not
 * known. Transports have no code of their own for it: the cause is what the platform threw, or a sentence of the transport;
 * what a gateway answers has none.
 */
export function isLost({ code, cause }: ConnectError): boolean {
  return LOST.has(code) || isOfTheMachine(cause) || (code === Code.Unknown && isOfTheConnection(cause))
}

/** An answer cut short, and a call that neither we nor our caller ended: its connection did. */
const LOST = new Set([Code.DataLoss, Code.Canceled])

/** Node's own errors have names such as `ECONNRESET`; its transports give each kind another code. */
function isOfTheMachine(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string'
}

function isOfTheConnection(cause: unknown): boolean {
  return cause instanceof TypeError || cause instanceof SyntaxError || typeof cause === 'string'
}

/** Whether the same call may have another answer later: what the contract calls final is not. */
export function isForNow(error: ConnectError): boolean {
  return isLost(error) || FOR_NOW.has(error.code) || retryAfterMs(error) !== undefined
}

const FOR_NOW = new Set([Code.Unavailable, Code.DeadlineExceeded])

/**
 * After how many milliseconds to come back; `undefined` when the error does not say. It says so as `google.rpc.RetryInfo`;
 * a proxy on the way, as the header `retry-after`, in seconds or as a date.
 */
export function retryAfterMs(error: ConnectError): number | undefined {
  const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay
  if (delay) return Math.max(0, durationMs(delay))
  const header = error.metadata.get('retry-after')
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
