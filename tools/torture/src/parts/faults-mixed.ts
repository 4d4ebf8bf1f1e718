import type { Fault } from '../faults/plan.ts'
import type { Strike } from '../faults/strike.ts'
import { anHourPasses } from '../lab/an-hour-passes.ts'
import type { Lab } from '../lab/lab.ts'
import { labPart } from '../lab/lab-part.ts'
import { countsOf } from '../report/told.ts'
import { planMixed } from './faults-mixed/plan-mixed.ts'
import { type PartOptions, scaled } from './part.ts'

const FULL_FAULTS = 200
const LOST_SHARE = 0.02
/** Below it, nobody waits for long pauses. */
const WITH_LONG_PAUSES = 0.1

/** All kinds of faults over one system: promises 1 to 5 and 8 to 12 at once. */
export const faultsMixed = labPart({
  name: 'faults-mixed',
  promises: [1, 2, 3, 4, 5, 9, 10, 11],
  says: 'all kinds of faults in random order over one system under load, while every message comes one to five times and answers get lost: all that must hold of a system does',
  fullSeconds: 780,
  stores: ['sqlite', 'mongodb'],
  canOmitFaults: true,
  wanted: { network: true, clocks: true, slowDisks: true, disks: true, lossyAnswers: true, copies: true },
  work: async (lab, options) => {
    const { lossyAnswers } = lab.fittings
    for (const way of lossyAnswers) way.share = LOST_SHARE
    const plan = planFor(lab, options)
    const strikes = await lab.strikeAll(plan, options.only)
    for (const way of lossyAnswers) way.share = 0
    anHourPasses(lab)
    return { faults: plan.map(words), figures: figuresOf(lab, strikes, plan.length), judgements: [] }
  },
})

function planFor({ fittings }: Lab, options: PartOptions): Fault[] {
  const { target, network, disks, slowDisks, random } = fittings
  return planMixed({
    count: scaled(FULL_FAULTS, options),
    victims: target.victims,
    links: network?.links ?? [],
    hasSlowDisks: slowDisks !== undefined && options.store === 'sqlite',
    disks: [...(disks ?? new Map<string, unknown>()).keys()],
    hasLongPauses: options.scale >= WITH_LONG_PAUSES,
    random: random.fork(),
  })
}

function words({ kind, victim, other, afterMs, lastsMs }: Fault): string {
  return `${kind} ${victim}${other === undefined ? '' : ` → ${other}`}, after ${afterMs} ms, for ${lastsMs} ms`
}

function figuresOf({ fittings }: Lab, strikes: readonly Strike[], asked: number) {
  const { lossyAnswers, copies, noDisks } = fittings
  return [
    { what: 'faults', asked, seen: strikes.length },
    ...Object.entries(countsOf(strikes.map(({ kind }) => kind))).map(([kind, seen]) => ({
      what: `of them ${kind}`,
      seen,
    })),
    { what: 'copies of messages', seen: copies() },
    { what: 'answers dropped', seen: lossyAnswers.reduce((sum, { lost }) => sum + lost, 0) },
    ...(noDisks === undefined ? [] : [{ what: `without full disks: ${noDisks}`, seen: 0 }]),
  ]
}
