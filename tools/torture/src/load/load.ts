import { setTimeout as sleep } from 'node:timers/promises'
import type { Gateways } from '../gateways/gateways.ts'
import type { EventEntry } from '../log/entries.ts'
import type { OperationLog } from '../log/operation-log.ts'
import type { Random } from '../random.ts'
import { makeEvent } from '../stage/events.ts'
import { eventKinds } from '../stage/kinds.ts'
import type { Stage } from '../stage/stage.ts'
import { type Calling, callOn } from './caller.ts'
import { Requests } from './requests.ts'
import { Rest } from './rest.ts'
import { type Counts, Tally } from './tally.ts'

export interface LoadOptions {
  readonly gateways: Gateways
  readonly log: OperationLog
  readonly stage: Stage
  readonly random: Random
  /** Callers rest so long at most before each request. Default 2,000. */
  readonly longestRestMs?: number
  /** Ends everything at once. */
  readonly signal: AbortSignal
}

/** Many of them wait at any moment: for stock that is not free yet, or for a service that is down. */
const CALLERS = 96
/** The next event is made when fewer requests wait. */
const ENOUGH_WAITING = CALLERS
/** How long persistent callers go on after the last request. */
const PATIENCE_MS = 60_000

/** Claims that flow until they are told to stop, and the events that they need, made on the way. */
export class Load {
  /** Rejects when the load itself cannot go on; never resolves before `drain`. */
  readonly ended: Promise<void>
  readonly events: EventEntry[] = []
  readonly #tally = new Tally()
  readonly #rest = new Rest()
  readonly #closing = new AbortController()
  readonly #givingUp = new AbortController()
  readonly #options: LoadOptions
  readonly #requests: Requests

  constructor(options: LoadOptions) {
    const { random, signal } = options
    this.#options = options
    this.#requests = new Requests(random.fork())
    signal.addEventListener('abort', () => this.#stop(), { once: true })
    let calls = 0
    const calling = { ...options, ...this.#parts(), nextNo: () => calls++ }
    this.ended = Promise.all([
      this.#makeEvents(random.fork()),
      ...Array.from({ length: CALLERS }, () => callOn({ ...calling, random: random.fork() })),
    ]).then(() => undefined)
    // Whoever waits for it is told; until then it is no unhandled rejection.
    this.ended.catch(() => undefined)
  }

  get counts(): Counts {
    return this.#tally.counts
  }

  /** Everybody who rests calls now. */
  surge(): void {
    this.#rest.wakeAll()
  }

  /** Begins no further request, and resolves when those under way are answered or nobody asks any longer. */
  async drain(): Promise<void> {
    this.#closing.abort()
    const patience = setTimeout(() => this.#stop(), PATIENCE_MS)
    await this.ended.finally(() => clearTimeout(patience))
  }

  #parts(): Pick<Calling, 'tally' | 'requests' | 'rest' | 'closing' | 'givingUp'> {
    return {
      tally: this.#tally,
      requests: this.#requests,
      rest: this.#rest,
      closing: this.#closing.signal,
      givingUp: this.#givingUp.signal,
    }
  }

  #stop(): void {
    this.#closing.abort()
    this.#givingUp.abort()
    this.#rest.wakeAll()
  }

  async #makeEvents(random: Random): Promise<void> {
    const { gateways, stage, log, signal } = this.#options
    const kinds = random.shuffled(eventKinds(stage.users.length))
    for (let no = 0; !this.#closing.signal.aborted; ) {
      if (this.#requests.waiting >= ENOUGH_WAITING) {
        await sleep(20)
        continue
      }
      const kind = kinds[no % kinds.length]
      if (!kind) return
      const event = await makeEvent({ gateways, operator: stage.operator, signal }, no++, kind)
      log.write(event)
      this.events.push(event)
      this.#requests.add(event.eventId, stage.users)
    }
  }
}
