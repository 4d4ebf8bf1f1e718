import { RewardsError } from '@rewards/errors'
import { claimId } from '../../../../../../services/event/src/domain/claim.ts'
import type { Entry, Outcome } from '../../../log/entries.ts'
import { GONE, type Process } from '../steps/process.ts'
import type { EventProcess } from './event-process.ts'
import { EVENT_ID, OWNERS } from './offer.ts'
import { accepted, outcomeOfError, retried } from './outcomes.ts'
import type { Replicas } from './replicas.ts'

/** Who asks is told something final after so many tries, or never. */
const MOST_TRIES = 30
const OPERATOR = 'usr_operator'
const ANSWER = { port: 'caller', method: 'answer', site: { position: '', label: 'door', command: undefined } }

export interface CallersOptions {
  readonly events: Replicas<EventProcess>
  /** What the log of operations says before the first call. */
  readonly entries: readonly Entry[]
  readonly meetsConditions: (userId: string) => boolean
  /** Lets everybody get on, and some time pass. */
  readonly waits: () => Promise<void>
}

/** Asks as clients outside do, and writes down what was asked and told, as a client outside would. */
export class Callers {
  readonly entries: Entry[]
  readonly #options: CallersOptions
  readonly #asked: (() => Promise<void>)[] = []
  /** Counts what is written, so that it is known what ended before something began. */
  #moment = 0
  #calls = 0

  constructor(options: CallersOptions) {
    this.#options = options
    this.entries = [...options.entries]
  }

  /** A user claims, and asks until the answer is final; without a key under a name that the repeats share. */
  async claim(userId: string, key?: string): Promise<void> {
    await this.#untilFinal(this.#claim(userId, key))
  }

  /** A user claims, and does not stay for the answer. */
  async claimAndLeave(userId: string, key: string): Promise<void> {
    await this.#claim(userId, key)()
  }

  #claim(userId: string, key: string | undefined): () => Promise<Outcome | typeof GONE> {
    this.entries.push({ type: 'user', userId, meetsConditions: this.#options.meetsConditions(userId) })
    const callName = `call ${this.#moment++}`
    const request = { eventId: EVENT_ID, userId, idempotencyKey: key, callName, token: userId }
    const ask = () =>
      this.#told(userId, key, async ({ claims }) => accepted(await claims.claimReward(request)))
    if (key !== undefined) this.#asked.push(() => this.#untilFinal(ask))
    return ask
  }

  /**
   * An operator, who may for the owners of the event, has the user's first attempt tried again. In the log it is a call
   * whose answer nobody knows: what it opens is on record, what it is refused is not.
   */
  async retry(userId: string): Promise<void> {
    const request = {
      claimId: claimId(EVENT_ID, userId),
      failedAttempt: 1,
      by: OPERATOR,
      retries: new Set([OWNERS]),
    }
    this.#write(userId, undefined)
    await this.#untilFinal(() =>
      this.#ask('retry claim', async ({ claims }) => retried(await claims.retryClaim(request))),
    )
  }

  /** Everybody who has a key asks once more. */
  async askAgain(): Promise<void> {
    for (const ask of this.#asked) await ask()
  }

  async #untilFinal(ask: () => Promise<Outcome | typeof GONE>): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const told = await ask()
      if (told !== GONE && told.kind !== 'unknown') return
      await this.#options.waits()
    }
    throw new Error(`a caller got no final answer in ${MOST_TRIES} tries`)
  }

  async #told(
    userId: string,
    key: string | undefined,
    work: (event: EventProcess) => Promise<Outcome>,
  ): Promise<Outcome | typeof GONE> {
    const no = this.#write(userId, key)
    const outcome = await this.#ask('claim reward', work)
    if (outcome !== GONE) this.entries.push({ type: 'answer', no, at: this.#moment++, outcome })
    return outcome
  }

  #write(userId: string, key: string | undefined): number {
    const no = this.#calls++
    const call = { no, userId, eventId: EVENT_ID, at: this.#moment++ }
    this.entries.push({ type: 'call', ...call, ...(key !== undefined && { key }) })
    return no
  }

  /** One try. Who asks hangs up when the process is gone, and does not hear what it may say later. */
  async #ask(
    errand: string,
    work: (event: EventProcess) => Promise<Outcome>,
  ): Promise<Outcome | typeof GONE> {
    const event = await this.#options.events.next()
    const answer = async () => answered(event.process, await work(event).catch(outcomeOfError))
    return event.process.run(errand, answer).catch(outcomeOfError)
  }
}

/** The answer on its way to who asked. */
function answered(process: Process, outcome: Outcome): Promise<Outcome> {
  const lost = () => new RewardsError('unavailable', '', 'the connection was lost')
  return process.step({ ...ANSWER, work: async () => outcome, lost })
}
