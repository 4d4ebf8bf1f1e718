import { BROKER } from '../faults/kinds.ts'
import type { Fault } from '../faults/plan.ts'
import type { Strike } from '../faults/strike.ts'
import { labPart } from '../lab/lab-part.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { chosen } from './chosen.ts'
import { scaled } from './part.ts'

const FULL_LOSSES = 50
const [SHORTEST_MS, LONGEST_MS] = [300, 2_500]

/** Promise 4. */
export const brokerLost = labPart({
  name: 'broker-lost',
  promises: [4],
  says: "wipes the broker's store, or rolls it back to an older copy, again and again under load; nothing accepted is lost, and all is closed within two sweeps and a minute",
  fullSeconds: 480,
  stores: ['sqlite', 'mongodb'],
  canOmitFaults: true,
  wanted: {},
  work: async (lab, options) => {
    const { random } = lab.fittings
    const kinds = ['wipe', 'rollback'] as const
    const plan = Array.from({ length: scaled(FULL_LOSSES, options) }, (_, i): Fault => {
      const afterMs = random.between(SHORTEST_MS, LONGEST_MS)
      return { kind: kinds[i % 2] ?? 'wipe', victim: BROKER, afterMs, whileRecovering: false }
    })
    const strikes: Strike[] = []
    for (const [no, fault] of chosen(plan, options.only)) {
      // One that has not come back has nothing to lose.
      await unlessAborted(lab.fittings.target.ready(), lab.fittings.signal)
      strikes.push(await lab.strike(fault, `${no}/${plan.length}`))
    }
    const dealt = (kind: Fault['kind']) => strikes.filter(strike => strike.kind === kind).length
    return {
      faults: plan.map(({ kind, afterMs }) => `${kind} after ${afterMs} ms`),
      figures: [
        { what: "losses of the broker's store", asked: plan.length, seen: dealt('wipe') + dealt('rollback') },
        { what: 'of them roll-backs to an older copy', seen: dealt('rollback') },
      ],
      judgements: [],
    }
  },
})
