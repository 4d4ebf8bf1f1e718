import { publishedKeys, type SigningKey } from '../domain/key-ring.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'

/** Every key whose tokens may still be valid, and the one that is about to sign. Private halves included: map with care. */
export function getSigningKeys(ports: Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'now'>) {
  return async (): Promise<readonly SigningKey[]> => publishedKeys(await readKeyRing(ports), ports.now())
}
