import { durationText, type Timed, timeLeft } from './estimate.ts'

/** When nothing was said for so long, it is said that the part is still at work. */
const SILENCE_MS = 60_000

/** A part that runs, and says what it does. To be disposed of when it has ended. */
export interface PartProgress extends Disposable {
  line(text: string): void
}

interface Running extends Pick<Timed, 'estimate' | 'isAlone'> {
  readonly name: string
  startedAt?: number
  took?: number
}

/** Puts the time, an estimate of what is left and the part before each line. */
export class Progress {
  readonly #say: (line: string) => void
  readonly #parts: readonly Running[]
  readonly #startedAt = Date.now()

  constructor(
    parts: readonly (Pick<Timed, 'estimate' | 'isAlone'> & { readonly name: string })[],
    say: (line: string) => void,
  ) {
    this.#parts = parts.map(part => ({ ...part }))
    this.#say = say
  }

  /** A part begins. Throws when there is none of this name. */
  begin(name: string): PartProgress {
    const part = this.#parts.find(each => each.name === name)
    if (!part) throw new Error(`there is no part ${name}`)
    part.startedAt = Date.now()
    let lastAt = Date.now()
    const line = (text: string) => {
      lastAt = Date.now()
      this.#say(`[${this.#place(name)}] ${text}`)
    }
    const timer = setInterval(() => {
      if (Date.now() - lastAt >= SILENCE_MS) line('… still at work')
    }, SILENCE_MS / 4)
    return {
      line,
      [Symbol.dispose]: () => {
        clearInterval(timer)
        part.took = secondsSince(part.startedAt)
      },
    }
  }

  #place(name: string): string {
    const timed = this.#parts.map(({ startedAt, ...part }) =>
      startedAt === undefined ? part : { ...part, running: secondsSince(startedAt) },
    )
    const begun = timed.filter(part => 'running' in part).length
    const left = durationText(timeLeft(timed))
    return `${clock(secondsSince(this.#startedAt))}, ${left} left; ${name}, ${begun} of ${timed.length} begun`
  }
}

function secondsSince(at = Date.now()): number {
  return (Date.now() - at) / 1_000
}

/** `1:04:07`, `4:07`. */
function clock(seconds: number): string {
  const [hours, minutes, rest] = [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map(Math.floor) as [
    number,
    number,
    number,
  ]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}
