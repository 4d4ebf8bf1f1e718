/** What a hash costs. Stored with each hash, so that a change of them leaves older hashes valid. */
export interface PasswordCost {
  readonly memoryKiB: number
  readonly passes: number
  readonly lanes: number
}

/**
 * What OWASP's Password Storage Cheat Sheet recommends as the least for argon2id: 19 MiB, 2 iterations, 1 degree of
 * parallelism.
 */
export const RECOMMENDED_COST: PasswordCost = { memoryKiB: 19_456, passes: 2, lanes: 1 }

export function sameCost(one: PasswordCost, other: PasswordCost): boolean {
  return one.memoryKiB === other.memoryKiB && one.passes === other.passes && one.lanes === other.lanes
}

export interface PasswordHash {
  readonly cost: PasswordCost
  readonly salt: Buffer
  readonly hash: Buffer
}

const PHC = /^\$argon2id\$v=19\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** The PHC string format: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export function formatHash({ cost, salt, hash }: PasswordHash): string {
  const { memoryKiB, passes, lanes } = cost
  return `$argon2id$v=19$m=${memoryKiB},t=${passes},p=${lanes}$${unpadded(salt)}$${unpadded(hash)}`
}

/** Throws, without showing it, for what is no such string. */
export function parseHash(text: string): PasswordHash {
  const match = PHC.exec(text)
  if (!match) throw new Error('a stored password hash is not in the format that this program writes')
  const [, memoryKiB, passes, lanes, salt = '', hash = ''] = match
  return {
    cost: { memoryKiB: Number(memoryKiB), passes: Number(passes), lanes: Number(lanes) },
    salt: Buffer.from(salt, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '')
}
