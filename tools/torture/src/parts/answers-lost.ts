import { setTimeout as sleep } from 'node:timers/promises'
import { judgementOf } from '../check/judge.ts'
import type { Fault } from '../faults/plan.ts'
import type { Lab } from '../lab/lab.ts'
import { labPart } from '../lab/lab-part.ts'
import { keysReused } from './answers-lost/keys-reused.ts'
import { onceInHistory } from './answers-lost/once-in-history.ts'
import { scaled } from './part.ts'

const SHARE = 0.1
const FULL_ANSWERS = 20_000
const FULL_KEYS = 500
const FULL_HISTORIES = 2_000
/** Behind the gateway, a connection breaks so often just when answers come back. */
const BREAK_EVERY_MS = 1_000

/** Promise 9. */
export const answersLost = labPart({
  name: 'answers-lost',
  promises: [9],
  says: 'drops one answer in ten after the commit, and breaks connections between services as answers come back: the same call again gets the same result, a key with another request is refused, each request is in the history once',
  fullSeconds: 460,
  stores: ['sqlite', 'mongodb'],
  wanted: { network: true, lossyAnswers: true },
  work: async (lab, options) => {
    const { lossyAnswers } = lab.fittings
    for (const way of lossyAnswers) way.share = SHARE
    const asked = scaled(FULL_ANSWERS, options)
    await lose(lab, asked)
    const keys = await keysReused(lab, scaled(FULL_KEYS, options))
    for (const way of lossyAnswers) way.share = 0
    const histories = await onceInHistory(lab, scaled(FULL_HISTORIES, options))
    return {
      figures: [
        { what: 'answers, one in ten of which is dropped', asked, seen: answers(lab) },
        { what: 'answers dropped', seen: lossyAnswers.reduce((sum, { lost }) => sum + lost, 0) },
        { what: 'connections between services broken at an answer', seen: broken(lab) },
        { what: 'keys used a second time, with another request', seen: keys.checked },
        { what: 'requests looked up in histories', seen: histories.checked },
      ],
      judgements: [
        judgementOf(
          { name: 'a key with another request is refused', holds: 'always' },
          keys.checked,
          keys.violations,
        ),
        judgementOf(
          { name: 'a request that was answered is in the history once', holds: 'always' },
          histories.checked,
          histories.violations,
        ),
      ],
    }
  },
})

function answers({ fittings }: Lab): number {
  return fittings.lossyAnswers.reduce((sum, way) => sum + way.answers, 0)
}

function broken({ fittings }: Lab): number {
  return fittings.network?.links.reduce((sum, { way }) => sum + way.lost, 0) ?? 0
}

async function lose(lab: Lab, asked: number): Promise<void> {
  const { signal } = lab.fittings
  for (let breaks = 1; answers(lab) < asked; breaks++) {
    await sleep(BREAK_EVERY_MS, undefined, { signal })
    await lab.strike(breakBehind(lab), `${breaks}, ${answers(lab)} of ${asked} answers`)
  }
}

/** The way of a claim: from a gateway to event, or from event to condition. */
function breakBehind({ fittings }: Lab): Fault {
  const hops = fittings.network?.links.filter(
    ({ from, to }) =>
      (from.startsWith('gateway') && to.startsWith('event')) ||
      (from.startsWith('event') && to.startsWith('condition')),
  )
  const { from, to } = fittings.random.pick(hops ?? [])
  return { kind: 'answers-lost', victim: from, other: to, afterMs: 0, whileRecovering: false }
}
