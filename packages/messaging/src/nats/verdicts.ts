import type { JsMsg } from '@nats-io/jetstream'
import type { Verdict } from '../judge.ts'
import type { Logger } from '../logger.ts'

/**
 * Tells the broker what became of messages: all verdicts of one turn of the event loop in one write, since a write
 * costs more than handling a small message.
 */
export class Verdicts {
  readonly #logger: Logger
  #waiting: [JsMsg, Verdict][] = []

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Sends the verdict soon. Never throws: on a connection that is gone nothing is told, and the message comes again. */
  add(message: JsMsg, verdict: Verdict): void {
    if (this.#waiting.push([message, verdict]) === 1) setImmediate(() => this.send())
  }

  /** Sends those that wait. */
  send(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const [message, verdict] of waiting) this.#tell(message, verdict)
  }

  #tell(message: JsMsg, verdict: Verdict): void {
    try {
      if (verdict.kind === 'done') message.ack()
      else if (verdict.kind === 'dead') message.term()
      // The server reads whole nanoseconds, and takes a delay that it cannot read for none.
      else message.nak(Math.ceil(verdict.delayMs))
    } catch (err) {
      this.#logger.warn({ err, subject: message.subject }, 'verdict not sent, the message comes again')
    }
  }
}
