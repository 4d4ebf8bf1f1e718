import { judge } from '../check/judge.ts'
import { Samples } from '../check/samples.ts'
import { type Settled, settle } from '../check/settle.ts'
import type { Fault } from '../faults/plan.ts'
import { type Strike, type Striking, strike } from '../faults/strike.ts'
import { operationsIn } from '../folders.ts'
import type { Gateways } from '../gateways/gateways.ts'
import type { Load } from '../load/load.ts'
import { type History, readHistory } from '../log/operation-log.ts'
import type { LossyAnswers } from '../network/lossy-answers.ts'
import { chosen } from '../parts/chosen.ts'
import type { PartSurroundings, Sample } from '../parts/part.ts'
import { strikeLine } from '../report/strike-line.ts'
import type { OwedWatch } from '../series/owed-watch.ts'
import { samplesOf } from '../series/samples.ts'
import type { Stage } from '../stage/stage.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { answeredInTheEnd } from './answered-in-the-end.ts'

/** What a lab is made of. */
export interface Fittings extends Striking {
  readonly surroundings: PartSurroundings
  readonly gateways: Gateways
  readonly stage: Stage
  readonly load: Load
  readonly owed: OwedWatch
  /** Before each gateway, where they were wanted. */
  readonly lossyAnswers: readonly LossyAnswers[]
  /** How many copies of messages were published so far. */
  readonly copies: () => number
  /** Why there are no small disks though they were wanted. */
  readonly noDisks?: string
}

/** A whole system under load that can be mistreated in every way that it was equipped for. */
export class Lab {
  readonly fittings: Fittings
  readonly strikes: Strike[] = []
  readonly #startedAt = Date.now()
  readonly #samples = new Samples()
  #before: Fault | undefined

  constructor(fittings: Fittings) {
    this.fittings = fittings
  }

  /** Deals the faults of a plan one after the other, or only those with these numbers, from 1 on. */
  async strikeAll(plan: readonly Fault[], only?: readonly number[]): Promise<Strike[]> {
    const struck: Strike[] = []
    for (const [no, fault] of chosen(plan, only))
      struck.push(await this.strike(fault, `${no}/${plan.length}`))
    return struck
  }

  /** Deals faults at the same time; the next one waits for all of them. */
  async strikeTogether(faults: readonly Fault[], label: string): Promise<Strike[]> {
    const { stores, load, surroundings } = this.fittings
    const struck = await Promise.all(faults.map(fault => strike(this.fittings, fault)))
    this.strikes.push(...struck)
    this.#samples.take(await stores.buckets(), load.events)
    for (const one of struck) surroundings.say(strikeLine(one, label))
    this.#before = undefined
    return struck
  }

  /** Deals a fault, and looks at the stock right after. `label`: which of how many. */
  async strike(fault: Fault, label: string): Promise<Strike> {
    const { stores, load, surroundings } = this.fittings
    const struck = await strike(this.fittings, fault, this.#before)
    this.#before = fault
    this.strikes.push(struck)
    this.#samples.take(await stores.buckets(), load.events)
    surroundings.say(strikeLine(struck, label))
    return struck
  }

  /** What callers were told so far. */
  history(): History {
    return readHistory(operationsIn(this.fittings.surroundings.folder))
  }

  /** How it went from second to second so far. */
  series(): Sample[] {
    return samplesOf(this.history().calls, this.fittings.owed.seen)
  }

  /** Lets the last requests come to their end, waits until nothing is owed, and judges. */
  async settled(): Promise<Settled> {
    const { load, target, stores, signal, surroundings } = this.fittings
    surroundings.say('no more faults; the last requests are answered, and what is owed is granted …')
    await Promise.all([unlessAborted(target.ready(), signal), load.drain()])
    const lastFaultAt = this.strikes.at(-1)?.healedAt ?? this.#startedAt
    const history = this.history()
    const { judgements, closing } = await settle(stores, history, { lastFaultAt, signal })
    return { closing, judgements: [...judgements, this.#samples.judgement(), answeredInTheEnd(history)] }
  }

  /** What must hold at any moment, of a run that was interrupted. */
  async interrupted(): Promise<Pick<Settled, 'judgements'>> {
    const rows = await this.fittings.stores.read()
    return { judgements: judge({ history: this.history(), rows }, { isQuiet: false }) }
  }
}
