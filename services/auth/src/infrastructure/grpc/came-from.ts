import { type CallOrigin, networkOf } from '@rewards/rpc'
import type { CameFrom } from '../../application/ports.ts'

/** Where a call came from: for limits its network, for people all that is known. */
export function cameFrom(origin: CallOrigin): CameFrom {
  return { origin, network: networkOf(origin.address ?? '') }
}
