import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { Turns } from '@rewards/process'
import type { Passwords } from '../../application/ports.ts'
import { signInBusy } from '../../domain/errors.ts'
import { isCommonPassword } from './common-passwords.ts'
import { formatHash, type PasswordCost, parseHash, sameCost } from './password-hash.ts'

export interface PasswordOptions {
  readonly cost: PasswordCost
  /** Hashes at once: each takes a thread of the pool, and the cost's memory. */
  readonly atOnce: number
  /** How many may wait; who comes after them is told SIGN_IN_BUSY. */
  readonly waiting: number
}

const SALT_BYTES = 16
const HASH_BYTES = 32
const derive = promisify<'argon2id', Argon2Parameters, Buffer>(argon2)

/** Argon2id in the thread pool, in turns. */
export function argon2Passwords({ cost, atOnce, waiting }: PasswordOptions): Passwords {
  const turns = new Turns({ atOnce, waiting }, signInBusy)
  // Compared with where there is no account. Nothing hashes to it that anybody could find.
  const nobodys = { cost, salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES) }
  return {
    isCommon: isCommonPassword,
    isOutdated: hash => !sameCost(parseHash(hash).cost, cost),
    async hash(password, signal) {
      const salt = randomBytes(SALT_BYTES)
      const hash = await turns.take(() => argon2id(password, salt, cost), signal)
      return formatHash({ cost, salt, hash })
    },
    async matches(password, stored, signal) {
      const known = stored === undefined ? nobodys : parseHash(stored)
      const hash = await turns.take(() => argon2id(password, known.salt, known.cost), signal)
      return timingSafeEqual(hash, known.hash) && stored !== undefined
    },
  }
}

function argon2id(password: string, salt: Buffer, cost: PasswordCost): Promise<Buffer> {
  return derive('argon2id', {
    message: password,
    nonce: salt,
    parallelism: cost.lanes,
    tagLength: HASH_BYTES,
    memory: cost.memoryKiB,
    passes: cost.passes,
  })
}
