import type { Fault } from '../faults/plan.ts'
import { anHourPasses } from '../lab/an-hour-passes.ts'
import { labPart } from '../lab/lab-part.ts'
import { scaled } from './part.ts'

const HOUR_MS = 3_600_000
/** Each process, ahead and behind, so often. */
const FULL_ROUNDS = 4
const WHOSE = /^(event|condition|reward)(-\d+)?$/

/** Promise 11. */
export const clocks = labPart({
  name: 'clocks',
  promises: [11],
  says: 'sets the clock of each process of event, condition and reward an hour ahead and an hour back under load, and right again: nothing is claimed, granted or paid twice, over stock or lost',
  fullSeconds: 360,
  stores: ['sqlite', 'mongodb'],
  canOmitFaults: true,
  wanted: { clocks: true },
  work: async (lab, options) => {
    const { random, target } = lab.fittings
    const rounds = Array.from({ length: scaled(FULL_ROUNDS, options) }, () =>
      random.shuffled(
        target.victims
          .filter(name => WHOSE.test(name))
          .flatMap(victim => [1, -1].map(sign => ({ victim, sign }))),
      ),
    )
    const plan = rounds.flat().map(
      ({ victim, sign }): Fault => ({
        kind: 'clock',
        victim,
        byMs: sign * HOUR_MS,
        afterMs: random.between(100, 1_000),
        lastsMs: random.between(1_000, 1_000 + 5_000 * options.scale),
        whileRecovering: false,
      }),
    )
    const strikes = await lab.strikeAll(plan, options.only)
    anHourPasses(lab)
    return {
      faults: plan.map(({ victim, byMs = 0 }) => `clock of ${victim} ${byMs > 0 ? 'ahead' : 'back'}`),
      figures: [{ what: 'clocks set wrong by an hour', asked: plan.length, seen: strikes.length }],
      judgements: [],
    }
  },
})
