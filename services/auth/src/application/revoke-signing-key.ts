import { Violations } from '@rewards/errors'
import { KEY_RING_ID, revokedIn } from '../domain/key-ring.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'

/**
 * Takes a signing key out of use that others may have: what it signed counts no more, and nothing is signed with it. It may be
 * out of use already. Throws INVALID_FIELDS, KEY_NOT_FOUND.
 */
export function revokeSigningKey(ports: Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'now'>) {
  return async ({ kid }: { readonly kid: string }): Promise<void> => {
    const violations = new Violations()
    violations.id('kid', kid, 'key')
    violations.throwIfAny()
    await readKeyRing(ports)
    const spare = await ports.newSigningKey()
    await ports.keyRings.update(KEY_RING_ID, ring => ring && revokedIn(ring, kid, spare, ports.now()))
  }
}
