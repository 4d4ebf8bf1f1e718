import { setTimeout as sleep } from 'node:timers/promises'
import { judgementOf } from '../check/judge.ts'
import { BROKER, CONSUMERS } from '../faults/kinds.ts'
import type { Fault } from '../faults/plan.ts'
import { type Drained, drained } from '../lab/drained.ts'
import type { Lab } from '../lab/lab.ts'
import { labPart, seconds } from '../lab/lab-part.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { chosen } from './chosen.ts'
import type { PartOptions } from './part.ts'

const MINUTE_MS = 60_000
/** What was owed when it healed is closed so long after. */
const DRAINED_WITHIN_MS = MINUTE_MS
/** However small the scale, an outage is felt. */
const SHORTEST_MS = 1_500
/** Claims flow for so long before the next outage. */
const BEFORE_MS = 500

/** Promise 8. */
export const heals = labPart({
  name: 'heals',
  promises: [8],
  says: 'the broker is down for 5 min, paused, in a black hole, heard by one side only; its stream and its consumers are deleted: what is owed is drained within 60 s of healing, and nobody restarts anything',
  fullSeconds: 740,
  stores: ['sqlite', 'mongodb'],
  canOmitFaults: true,
  // What a provider that answers nothing holds up is another thing than what the broker held up.
  wanted: { network: true, provider: { failPercent: 0, lostPercent: 0 } },
  work: async (lab, options) => {
    const before = others(lab)
    const outages = outagesAt(options)
    const ends: [Fault, Drained][] = []
    for (const [no, outage] of chosen(outages, options.only)) {
      await lab.strike(outage, `${no}/${outages.length}`)
      const end = await outlived(lab)
      ends.push([outage, end])
      lab.fittings.surroundings.say(`${end.claims} claims were owed; drained in ${seconds(end.ms)} s`)
    }
    return {
      faults: outages.map(({ kind, victim }) => `${kind} ${victim}`),
      figures: figuresOf(outages, ends),
      judgements: [drainedInTime(ends), sameProcesses(lab, before)],
    }
  },
})

function outagesAt({ scale }: PartOptions): Fault[] {
  const lasting = (fullMs: number) => ({ lastsMs: Math.max(SHORTEST_MS, fullMs * scale) })
  const fault = { victim: BROKER, afterMs: BEFORE_MS, whileRecovering: false }
  const way = { ...fault, victim: '*', other: BROKER }
  return [
    { ...fault, kind: 'down', ...lasting(5 * MINUTE_MS) },
    { ...fault, kind: 'pause', ...lasting(MINUTE_MS) },
    { ...way, kind: 'black-hole', ...lasting(MINUTE_MS) },
    { ...way, kind: 'swallowed', ...lasting(MINUTE_MS) },
    { ...way, kind: 'one-way', ...lasting(MINUTE_MS) },
    { ...fault, kind: 'stream-deleted' },
    ...CONSUMERS.map((victim): Fault => ({ ...fault, kind: 'consumer-deleted', victim })),
  ]
}

/** A broker that was down is healed when it runs again. */
async function outlived(lab: Lab): Promise<Drained> {
  const { target, signal } = lab.fittings
  await unlessAborted(target.ready(), signal)
  const end = await drained(lab, DRAINED_WITHIN_MS)
  // Whoever was only slow is seen to go on, and the next outage begins with nothing left of this one.
  if (end.left.length > 0) await sleep(MINUTE_MS / 2, undefined, { signal })
  return end
}

function others({ fittings }: Lab): Map<string, number> {
  return new Map([...fittings.target.running.pids()].filter(([name]) => name !== BROKER))
}

function drainedInTime(ends: readonly [Fault, Drained][]) {
  const claims = ends.reduce((sum, [, end]) => sum + end.claims, 0)
  const late = ends.filter(([, { left }]) => left.length > 0)
  return judgementOf(
    { name: 'what was owed when an outage ended is drained within 60 s', holds: 'always' },
    claims,
    late.map(
      ([{ kind }, { claims: owed, left }]) =>
        `${kind}: ${left.length} of ${owed} claims are still owed, ${left[0]} among them`,
    ),
  )
}

function sameProcesses(lab: Lab, before: ReadonlyMap<string, number>) {
  const after = others(lab)
  const gone = [...before].filter(([name, pid]) => after.get(name) !== pid)
  return judgementOf(
    { name: 'no process but the broker was started again', holds: 'always' },
    before.size,
    gone.map(([name, pid]) => `${name} was process ${pid}, and is ${after.get(name) ?? 'gone'}`),
  )
}

function figuresOf(outages: readonly Fault[], ends: readonly [Fault, Drained][]) {
  return [
    { what: 'outages', asked: outages.length, seen: ends.length },
    ...ends.flatMap(([{ kind, victim, lastsMs }, { claims, ms }]) => {
      const what = kind === 'consumer-deleted' ? `${kind} (${victim})` : kind
      return [
        ...(lastsMs === undefined
          ? []
          : [{ what: `${what}: seconds that it lasted`, seen: seconds(lastsMs) }]),
        { what: `${what}: claims owed when it healed`, seen: claims },
        { what: `${what}: seconds until they were closed`, seen: seconds(ms) },
      ]
    }),
  ]
}
