import type { Channel } from '@rewards/rpc'
import { inParallel } from '../load/in-parallel.ts'
import { Partner, type Token } from './partner.ts'

/** A player of the bench's own partner. Gets new tokens in place. */
export interface User extends Token {
  readonly playerId: string
}

const EXCHANGES_AT_ONCE = 16
/** No measurement takes longer than a token lives from then on. */
const FRESH_MS = 8 * 60_000

/** The users who claim. */
export class Users {
  readonly all: readonly User[]
  readonly #partner: Partner

  private constructor(partner: Partner, all: readonly User[]) {
    this.#partner = partner
    this.all = all
  }

  /** `count` users, whom an administrator's partner brings: no password is hashed, neither now nor while something is measured. */
  static async bring(channel: Channel, admin: string, count: number, signal: AbortSignal): Promise<Users> {
    const partner = await Partner.make(channel, admin)
    const playerIds = Array.from({ length: count }, (_, no) => `player-${no}`)
    const all = await inParallel(playerIds, EXCHANGES_AT_ONCE, async playerId => ({
      playerId,
      ...(await partner.tokenOf(playerId, signal)),
    }))
    return new Users(partner, all)
  }

  /** Sees to it that all tokens live long enough for the next measurement. */
  async refresh(): Promise<void> {
    const stale = this.all.filter(user => user.expiresAtMs < Date.now() + FRESH_MS)
    if (stale.length > 0) await this.#partner.refresh()
    await inParallel(stale, EXCHANGES_AT_ONCE, async user =>
      Object.assign(user, await this.#partner.tokenOf(user.playerId)),
    )
  }
}
