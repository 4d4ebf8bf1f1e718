import { firstRing, KEY_RING_ID, type KeyRing } from '../domain/key-ring.ts'
import type { AuthPorts } from './ports.ts'

type KeyRingPorts = Pick<AuthPorts, 'keyRings' | 'newSigningKey' | 'now'>

/** The keys as they are now; the first who asks makes them, and of several at once one does. */
export async function readKeyRing({ keyRings, newSigningKey, now }: KeyRingPorts): Promise<KeyRing> {
  const there = await keyRings.get(KEY_RING_ID)
  if (there) return there.value
  const key = await newSigningKey()
  const { stored } = await keyRings.update(KEY_RING_ID, current => firstRing(current, key, now()))
  if (!stored) throw new Error('the store kept no signing key')
  return stored.value
}
