import { BROKER } from '../faults/kinds.ts'
import type { Fault } from '../faults/plan.ts'
import { labPart } from '../lab/lab-part.ts'
import { PROVIDER } from '../provider/provider.ts'
import { scaled } from './part.ts'

const FULL_ROUNDS = 100
const PAUSE_MS = 200

/** Promise 12. */
export const deploys = labPart({
  name: 'deploys',
  promises: [12],
  says: 'restarts the whole system in order (SIGTERM) again and again under load, of each service one process after the other: no error that a repeat of the call does not cure',
  fullSeconds: 1_750,
  stores: ['sqlite', 'mongodb'],
  wanted: {},
  work: async (lab, options) => {
    const { target } = lab.fittings
    const rounds = scaled(FULL_ROUNDS, options)
    const services = target.victims.filter(name => ![BROKER, PROVIDER].includes(name))
    const waves = [...Map.groupBy(services, name => Number(/-(\d+)$/.exec(name)?.[1] ?? 1)).values()]
    let seen = 0
    for (let round = 1; round <= rounds; round++)
      for (const wave of waves)
        seen += (await lab.strikeTogether(wave.map(restart), `${round}/${rounds}`)).length
    return {
      figures: [
        {
          what: 'rolling restarts of the whole system',
          asked: rounds,
          seen: Math.floor(seen / services.length),
        },
        { what: 'processes restarted in them', asked: rounds * services.length, seen },
      ],
      judgements: [],
    }
  },
})

function restart(victim: string): Fault {
  return { kind: 'restart', victim, afterMs: PAUSE_MS, whileRecovering: false }
}
