/** What a device token says of itself, before anything is checked. */
export interface PresentedDevice {
  readonly deviceId: string
  readonly issuedAtS: number
  readonly proof: string
}

const TOKEN = /^(dvc_[a-z0-9_]{1,36})\.([1-9]\d{0,10})\.([A-Za-z0-9_-]{43})$/
/** More than any of ours has. */
export const LONGEST_DEVICE_TOKEN = 512
/** A device from which nobody signed in for so long is a strange one again. */
const LIFE_S = 180 * 24 * 3_600

/** Reads a device token; `undefined` for what cannot be one of ours, or is too old. */
export function readDeviceToken(token: string, nowMs: number): PresentedDevice | undefined {
  const [, deviceId, issuedAt, proof] = TOKEN.exec(token) ?? []
  if (deviceId === undefined || proof === undefined) return undefined
  const issuedAtS = Number(issuedAt)
  return nowMs / 1_000 < issuedAtS + LIFE_S ? { deviceId, issuedAtS, proof } : undefined
}

export function deviceTokenOf({ deviceId, issuedAtS, proof }: PresentedDevice): string {
  return `${deviceId}.${issuedAtS}.${proof}`
}

/** What is proven: that this user signed in from this device at that time. */
export function deviceClaim(userId: string, { deviceId, issuedAtS }: Omit<PresentedDevice, 'proof'>): string {
  return `${userId}.${deviceId}.${issuedAtS}`
}
