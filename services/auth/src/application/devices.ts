import { timingSafeEqual } from 'node:crypto'
import { deviceClaim, deviceTokenOf, readDeviceToken } from '../domain/device-token.ts'
import type { AuthPorts } from './ports.ts'

type DevicePorts = Pick<AuthPorts, 'keyedHash' | 'newId' | 'now'>

/** The id of the device that the token names, if it was given to this user; else `undefined`. */
export async function knownDevice(
  { keyedHash, now }: DevicePorts,
  userId: string,
  token: string,
): Promise<string | undefined> {
  const presented = readDeviceToken(token, now())
  if (!presented) return undefined
  const expected = await keyedHash('device', deviceClaim(userId, presented))
  const proof = Buffer.from(presented.proof, 'base64url')
  return proof.length === expected.length && timingSafeEqual(proof, expected) ? presented.deviceId : undefined
}

/** A token by which the device is known from now on: the one that it was known as, or a new one. */
export async function deviceTokenFor(
  { keyedHash, newId, now }: DevicePorts,
  userId: string,
  deviceId = newId('dvc'),
): Promise<string> {
  const device = { deviceId, issuedAtS: Math.floor(now() / 1_000) }
  const proof = await keyedHash('device', deviceClaim(userId, device))
  return deviceTokenOf({ ...device, proof: proof.toString('base64url') })
}
