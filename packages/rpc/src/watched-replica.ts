import { connectivityState, experimental } from '@grpc/grpc-js'
import { type HealthWatch, watchHealth } from './watch-health.ts'

/** How long after a watch that ended the next one begins. */
const WATCH_AGAIN_MS = 1_000

export interface Listeners {
  /** `serves` may have changed. */
  readonly changed: () => void
  /** Nobody uses it any more. */
  readonly gone: () => void
}

/** The connection to a replica, and what the replica says of its health for as long as it is up. */
export class WatchedReplica extends experimental.BaseSubchannelWrapper {
  readonly #listeners: Listeners
  #refuses = false
  #watch: HealthWatch | undefined
  #next: NodeJS.Timeout | undefined

  constructor(child: experimental.SubchannelInterface, listeners: Listeners) {
    super(child)
    this.#listeners = listeners
    child.addConnectivityStateListener(this.#onState)
    if (this.#isConnected()) this.#watchIn(0)
  }

  /** Whether it is connected and has not said on this connection that it does not serve. */
  get serves(): boolean {
    return this.#isConnected() && !this.#refuses
  }

  /** Whether new calls may go here. */
  use(yes: boolean): void {
    this.setHealthy(yes)
  }

  protected override destroy(): void {
    this.child.removeConnectivityStateListener(this.#onState)
    this.#forget()
    super.destroy()
    this.#listeners.gone()
  }

  readonly #onState = () => {
    this.#forget()
    if (this.#isConnected()) this.#watchIn(0)
    this.#listeners.changed()
  }

  #isConnected(): boolean {
    return this.getConnectivityState() === connectivityState.READY
  }

  #forget(): void {
    clearTimeout(this.#next)
    this.#watch?.cancel()
    this.#watch = undefined
    this.#refuses = false
  }

  /** Never at once: a connection can be used only after it told its listeners that it is there. */
  #watchIn(ms: number): void {
    const begin = () => {
      this.#watch = watchHealth(this.getRealSubchannel(), {
        said: serving => this.#said(serving),
        ended: () => this.#watchIn(WATCH_AGAIN_MS),
      })
    }
    this.#next = setTimeout(begin, ms).unref()
  }

  #said(serving: boolean): void {
    this.#refuses = !serving
    this.#listeners.changed()
  }
}
