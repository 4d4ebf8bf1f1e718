import { BROKER, CONSUMERS, type FaultKind } from '../../faults/kinds.ts'
import type { Fault } from '../../faults/plan.ts'
import type { Random } from '../../random.ts'

export interface MixedOptions {
  readonly count: number
  readonly victims: readonly string[]
  /** Every two processes that are connected. */
  readonly links: readonly { readonly from: string; readonly to: string }[]
  /** Whether disks can be slow. */
  readonly hasSlowDisks: boolean
  /** The services with small disks. */
  readonly disks: readonly string[]
  /** Whether one pause in so many lasts longer than an acknowledgement and every lease are waited for. */
  readonly hasLongPauses: boolean
  readonly random: Random
}

const HOUR_MS = 3_600_000
/** Longer than `ack_wait`, and than the leases of young claims. */
const LONG_MS = 33_000
const LONG_CHANCE = 0.25
const ON_PROCESSES: readonly FaultKind[] = ['kill', 'pause', 'restart']
const ON_BROKER: readonly FaultKind[] = ['wipe', 'rollback', 'down', 'stream-deleted']
const ON_WAYS: readonly FaultKind[] = ['cut', 'black-hole', 'one-way', 'swallowed', 'delayed', 'answers-lost']
/** How much longer a slow disk takes over a commit. */
const SLOWER_MS = [50, 1_000] as const
const WITH_DATA = /^(event|condition|reward)(-\d+)?$/

/** All kinds of faults in random order, each kind as often as the others; pure. */
export function planMixed(options: MixedOptions): Fault[] {
  const { count, random, disks, hasSlowDisks } = options
  const kinds: FaultKind[] = [
    ...ON_PROCESSES,
    ...ON_BROKER,
    ...ON_WAYS,
    'consumer-deleted',
    'clock',
    ...(hasSlowDisks ? (['disk-slow'] as const) : []),
    ...(disks.length > 0 ? (['disk-full'] as const) : []),
  ]
  const faults: Fault[] = []
  for (let turn: FaultKind[] = []; faults.length < count; ) {
    if (turn.length === 0) turn = random.shuffled(kinds)
    const kind = turn.shift()
    if (kind) faults.push(faultOf(kind, options))
  }
  return faults
}

function faultOf(kind: FaultKind, options: MixedOptions): Fault {
  const { random } = options
  const isLong = kind === 'pause' && options.hasLongPauses && random.chance(LONG_CHANCE)
  return {
    kind,
    afterMs: random.between(100, 1_500),
    lastsMs: isLong ? LONG_MS : random.between(500, 3_000),
    whileRecovering: false,
    ...whom(kind, options),
  }
}

function whom(kind: FaultKind, options: MixedOptions): Pick<Fault, 'victim' | 'other' | 'byMs'> {
  const { random, victims, links, disks } = options
  if (ON_BROKER.includes(kind)) return { victim: BROKER }
  if (kind === 'consumer-deleted') return { victim: random.pick(CONSUMERS) }
  if (kind === 'disk-full') return { victim: random.pick(disks) }
  const ofData = () => random.pick(victims.filter(name => WITH_DATA.test(name)))
  if (kind === 'clock') return { victim: ofData(), byMs: random.chance(0.5) ? HOUR_MS : -HOUR_MS }
  if (kind === 'disk-slow') return { victim: ofData(), byMs: random.between(...SLOWER_MS) }
  if (ON_PROCESSES.includes(kind)) return { victim: random.pick(victims) }
  const { from, to } = random.pick(links)
  return { victim: from, other: to }
}
