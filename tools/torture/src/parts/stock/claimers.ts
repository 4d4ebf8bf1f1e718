import { ClaimState } from '@rewards/contracts/event'
import { untilFinal } from '../../gateways/until-final.ts'
import { claimToEnd, persistent } from '../../load/claim-to-end.ts'
import { claimingIn } from '../../load/claiming.ts'
import type { Request } from '../../load/requests.ts'
import { Rest } from '../../load/rest.ts'
import type { Counts } from '../../load/tally.ts'
import type { Random } from '../../random.ts'
import type { Claimer } from '../../stage/stage.ts'
import type { World } from '../../system/world.ts'

/** Whom a claimer is and what they want. */
export interface Wish {
  readonly user: Claimer
  readonly eventId: string
}

const LOOK_EVERY_MS = 250
/** So many who have their answer ask for it once more with each surge, so that there is always somebody who calls. */
const AGAIN = 8

/** Users who ask for a reward until they have it or it is gone. They come in turns. */
export class Claimers {
  /** How many got a final answer. */
  done = 0
  /** How many got the reward. */
  issued = 0
  readonly #world: World
  readonly #claiming: ReturnType<typeof claimingIn>
  readonly #rest = new Rest()
  readonly #random: Random
  readonly #asking: Promise<void>[] = []
  readonly #answered: Request[] = []
  #waiting: Wish[] = []

  constructor(world: World) {
    this.#world = world
    this.#claiming = claimingIn(world)
    this.#random = world.random.fork()
  }

  get counts(): Counts {
    return this.#claiming.tally.counts
  }

  /** Who is to come, in this order. */
  await(wishes: readonly Wish[]): void {
    this.#waiting = [...wishes]
  }

  /** Lets so many more of them come. */
  come(count: number): void {
    for (const wish of this.#waiting.splice(0, count)) this.#goOn(this.#ask(wish))
  }

  /** Everybody who waits for a claim to close looks now, and some who have their answer ask for it again. */
  surge(): void {
    this.#rest.wakeAll()
    for (let i = 0; i < AGAIN && this.#answered.length > 0; i++)
      this.#goOn(claimToEnd(this.#claiming, this.#random.pick(this.#answered)))
  }

  /** Lets all others come; resolves when everybody has a final answer. Rejects when somebody gets none. */
  async finish(): Promise<void> {
    this.come(this.#waiting.length)
    await Promise.all(this.#asking)
  }

  #goOn(asking: Promise<unknown>): void {
    const asked = asking.then(() => undefined)
    asked.catch(() => undefined) // told by `finish`
    this.#asking.push(asked)
  }

  /** Claims, under a new key each time, as long as claims fail for another reason than the stock. */
  async #ask({ user, eventId }: Wish): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const request = persistent(user, eventId, `attempt-${attempt}`)
      const outcome = await claimToEnd(this.#claiming, request)
      if (outcome.kind === 'ok' && (await this.#closed(user, outcome.claimId)) === ClaimState.FAILED) continue
      if (outcome.kind === 'ok') this.issued++
      this.#answered.push(request)
      this.done++
      return
    }
  }

  async #closed(user: Claimer, claimId: string): Promise<ClaimState> {
    const { gateways, signal } = this.#world
    for (;;) {
      const look = async () => gateways.any().claims.getClaim({ claimId }, await user.account.options(signal))
      const { claim } = await untilFinal('a look at a claim', look, signal)
      const state = claim?.state ?? ClaimState.UNSPECIFIED
      if (state === ClaimState.SUCCESS || state === ClaimState.FAILED) return state
      await this.#rest.pause(LOOK_EVERY_MS)
    }
  }
}
