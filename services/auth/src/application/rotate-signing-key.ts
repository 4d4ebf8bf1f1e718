import { KEY_RING_ID, rotated, type SigningKey } from '../domain/key-ring.ts'
import { readKeyRing } from './key-ring.ts'
import type { AuthPorts } from './ports.ts'

/** Makes the next signing key, unless one is about to sign already. Gives the next one either way. */
export function rotateSigningKey(ports: Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'now'>) {
  return async (): Promise<SigningKey> => {
    await readKeyRing(ports)
    const key = await ports.newSigningKey()
    const { stored } = await ports.keyRings.update(
      KEY_RING_ID,
      current => current && rotated(current, key, ports.now()),
    )
    const next = stored?.value.keys.at(-1)
    if (!next) throw new Error('the store kept no signing key')
    return next
  }
}
