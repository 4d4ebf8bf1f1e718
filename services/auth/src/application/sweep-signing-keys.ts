import { isDue } from '../domain/key-ring.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'

type RotationPorts = Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'keyRotationMs' | 'now'>

/**
 * Makes the next signing key when the last one has signed for long enough. Of several processes at once one does: a key that is
 * about to sign keeps all of them from making another. Gives whether there is a new one.
 */
export function sweepSigningKeys(ports: RotationPorts) {
  return async (): Promise<boolean> => {
    if (!isDue(await readKeyRing(ports), ports.keyRotationMs, ports.now())) return false
    await rotateSigningKey(ports)()
    return true
  }
}
