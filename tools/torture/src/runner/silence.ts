import { TortureError } from '../torture-error.ts'
import { durationText } from './estimate.ts'

/** No part has nothing to say for so long, on a slow machine too: the longest is the fuzzing's. Seconds. */
const LONGEST = 45 * 60

/** Passes on what a part says; when that is nothing for too long, the part waits for what does not come. */
export class Silence implements Disposable {
  /** Writes a line. */
  readonly say: (line: string) => void
  readonly #tooLong = new AbortController()
  readonly #timer: NodeJS.Timeout

  constructor(say: (line: string) => void) {
    this.#timer = setTimeout(() => this.#tooLong.abort(stuck()), LONGEST * 1_000)
    this.say = line => {
      this.#timer.refresh()
      say(line)
    }
  }

  /** Aborts then, with a sentence. */
  get tooLong(): AbortSignal {
    return this.#tooLong.signal
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
  }
}

function stuck(): TortureError {
  return new TortureError(`it said nothing for ${durationText(LONGEST)}`)
}
