import { CallEnded } from './call-ended.ts'
import type { ServerCall } from './server-call.ts'

/** The life of one call at the server: its deadline, and the signal that says it is over. */
export class CallScope {
  readonly deadlineMs: number
  readonly #abort = new AbortController()
  readonly #timers: NodeJS.Timeout[] = []
  #closed = false as boolean

  /** `longestMs` bounds the deadline that the caller asks for. Deadlines are by the machine's clock, as grpc-js's are. */
  constructor(call: ServerCall, longestMs: number) {
    this.deadlineMs = Math.min(Number(call.getDeadline()), Date.now() + longestMs)
    this.endAfter(this.deadlineMs - Date.now(), () => new CallEnded('DEADLINE_EXCEEDED'))
    call.once('cancelled', () => this.#cancelled())
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Aborts after so many ms, unless the call has ended by then. */
  endAfter(ms: number, reason: () => Error): void {
    const withinTimerRange = Math.min(Math.max(0, ms), 2_147_483_647)
    this.#timers.push(setTimeout(() => this.abort(reason()), withinTimerRange))
  }

  /** Does nothing once the call is closed. */
  abort(reason: Error): void {
    if (!this.#closed) this.#abort.abort(reason)
  }

  /** The call was answered: no timer is left, and the signal stays as it is. */
  close(): void {
    this.#closed = true
    for (const timer of this.#timers) clearTimeout(timer)
  }

  /** grpc-js says `cancelled` also when the deadline has passed, and after every answer. */
  #cancelled(): void {
    if (this.#closed) return
    this.abort(new CallEnded(Date.now() >= this.deadlineMs ? 'DEADLINE_EXCEEDED' : 'CANCELLED'))
  }
}
