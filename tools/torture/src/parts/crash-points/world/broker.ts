import type { Verdict } from '../../../../../../packages/messaging/src/judge.ts'
import { GONE, type Process } from '../steps/process.ts'

/** A message in the broker. */
export interface Message {
  readonly subject: string
  /** Its protobuf full name. */
  readonly type: string
  readonly payload: Uint8Array
  /** How often it was delivered, from 1. */
  readonly deliveries: number
}

/** Handles a delivery up to its acknowledgement. */
type Deliver = (message: Message) => Promise<Verdict | typeof GONE>

interface Subscriber {
  readonly process: Process
  readonly deliver: Deliver
}

/** No message of a run is delivered so often: one that is, would come for ever. */
const MOST_DELIVERIES = 100

/** A broker that delivers one message after the other, each until it is acknowledged. Consumers of a subject take turns. */
export class Broker {
  #queue: Message[] = []
  readonly #subscribers = new Map<string, Subscriber[]>()
  readonly #waited: () => void
  #turns = 0

  /** `waited`: the broker had to wait for an acknowledgement that did not come, until it delivers again. */
  constructor(waited: () => void) {
    this.#waited = waited
  }

  send(message: Omit<Message, 'deliveries'>): void {
    this.#queue.push({ ...message, deliveries: 0 })
  }

  subscribe(subject: string, subscriber: Subscriber): void {
    this.#subscribers.set(subject, [...(this.#subscribers.get(subject) ?? []), subscriber])
  }

  /** Delivers the oldest message that somebody takes; false when there is none. */
  async deliver(): Promise<boolean> {
    const message = this.#queue.find(({ subject }) => this.#takers(subject).length > 0)
    if (!message) return false
    this.#queue = this.#queue.filter(other => other !== message)
    const takers = this.#takers(message.subject)
    const taker = takers[this.#turns++ % takers.length] as Subscriber
    const again = { ...message, deliveries: message.deliveries + 1 }
    if (again.deliveries > MOST_DELIVERIES) throw new Error(`a ${message.type} comes for ever`)
    const verdict = await taker.deliver(again)
    if (verdict === GONE || verdict.kind === 'again') {
      this.#waited()
      this.#queue.push(again)
    }
    return true
  }

  #takers(subject: string): Subscriber[] {
    return (this.#subscribers.get(subject) ?? []).filter(({ process }) => process.serves)
  }
}
