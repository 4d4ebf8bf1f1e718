import { type CallOrigin, networkOf } from '@rewards/rpc'
import type { CameFrom } from '../../application/ports.ts'

/** Where a call came from, as far as limits go. */
export function cameFrom({ address }: CallOrigin): CameFrom {
  return { network: networkOf(address ?? '') }
}
