import type { Random } from '../random.ts'
import { BROKER, type FaultKind } from './kinds.ts'

/** Something that is done to the system. */
export interface Fault {
  readonly kind: FaultKind
  /** The process's name; of a consumer, its durable; of a disk, the service. */
  readonly victim: string
  /** Where it is done to the way between two processes: the one that is connected to. */
  readonly other?: string
  /** For how long, where it does not end by itself. */
  readonly lastsMs?: number
  /** How far off a clock is; how much longer a commit takes. */
  readonly byMs?: number
  /**
   * How long after the fault before it strikes; where `whileRecovering`, after its victim, killed by the fault before, was
   * started again.
   */
  readonly afterMs: number
  readonly whileRecovering: boolean
}

export interface PlanOptions {
  readonly kills: number
  /** Everybody who can be killed. */
  readonly victims: readonly string[]
  /** Who is paused three times as well; absent: nobody. */
  readonly paused?: string
  readonly random: Random
}

export { BROKER }

const WIPES = 3
const PAUSES = 3
const SHORTEST_MS = 300
const LONGEST_MS = 2_500
/** One kill in so many is followed by another one of the same process, before it has come back for a second. */
const AGAIN_CHANCE = 0.3
const AGAIN_WITHIN_MS = 1_000

/**
 * Who is struck when: every victim in turn, each turn in another order; pure. Three wipes, spread over the run, come on
 * top of the kills.
 */
export function planFaults({ kills, victims, paused, random }: PlanOptions): Fault[] {
  const after = () => random.between(SHORTEST_MS, LONGEST_MS)
  const faults = killsOf(kills, victims, random)
  const wipes = spread(WIPES, faults, () => ({ ...usual(BROKER, after()), kind: 'wipe' }))
  return paused === undefined
    ? wipes
    : spread(PAUSES, wipes, () => ({ ...usual(paused, after()), kind: 'pause' }))
}

function killsOf(kills: number, victims: readonly string[], random: Random): Fault[] {
  const faults: Fault[] = []
  for (let turn: string[] = []; faults.length < kills; ) {
    if (turn.length === 0) turn = random.shuffled(victims)
    const victim = turn.shift()
    if (victim === undefined) break
    faults.push(usual(victim, random.between(SHORTEST_MS, LONGEST_MS)))
    if (faults.length < kills && random.chance(AGAIN_CHANCE))
      faults.push({ ...usual(victim, random.between(0, AGAIN_WITHIN_MS)), whileRecovering: true })
  }
  return faults
}

function usual(victim: string, afterMs: number): Fault {
  return { kind: 'kill', victim, afterMs, whileRecovering: false }
}

/** Puts so many more between the faults, evenly; never between a kill and the one that meets it recovering. */
function spread(count: number, faults: readonly Fault[], make: () => Fault): Fault[] {
  const all = [...faults]
  for (let i = count; i > 0; i--) {
    let at = Math.round((faults.length * i) / (count + 1))
    while (faults[at]?.whileRecovering) at++
    all.splice(at, 0, make())
  }
  return all
}
