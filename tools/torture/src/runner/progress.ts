import { durationText, type Timed, timeLeft } from './estimate.ts'

/** When nothing was said for so long, it is said that the part is still at work. */
const SILENCE_MS = 60_000

/** Puts the part, the time and an estimate of what is left before each line. */
export class Progress {
  readonly #say: (line: string) => void
  readonly #parts: { readonly name: string; readonly estimate: number; took?: number }[]
  readonly #startedAt = Date.now()
  #partStartedAt = Date.now()
  #lastAt = Date.now()

  constructor(
    parts: readonly (Pick<Timed, 'estimate'> & { readonly name: string })[],
    say: (line: string) => void,
  ) {
    this.#parts = parts.map(part => ({ ...part }))
    this.#say = say
  }

  /** The part that runs says something. */
  line(text: string): void {
    this.#lastAt = Date.now()
    this.#say(`[${this.#place()}] ${text}`)
  }

  /** A part begins; to be ended with what this gives. */
  begin(text: string): Disposable {
    this.#partStartedAt = Date.now()
    this.line(text)
    const part = this.#parts.find(({ took }) => took === undefined)
    const timer = setInterval(() => {
      if (Date.now() - this.#lastAt >= SILENCE_MS) this.line('… still at work')
    }, SILENCE_MS / 4)
    return {
      [Symbol.dispose]: () => {
        clearInterval(timer)
        if (part) part.took = this.#current()
      },
    }
  }

  #current(): number {
    return (Date.now() - this.#partStartedAt) / 1_000
  }

  #place(): string {
    const no = this.#parts.filter(({ took }) => took !== undefined).length
    const name = this.#parts[no]?.name ?? ''
    const spent = clock((Date.now() - this.#startedAt) / 1_000)
    return `${spent}, ${durationText(timeLeft(this.#parts, this.#current()))} left; ${name} ${no + 1}/${this.#parts.length}`
  }
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
