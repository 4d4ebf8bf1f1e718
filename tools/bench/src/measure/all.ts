import type { BenchOptions } from '../arguments.ts'
import { claimLine } from '../report/lines.ts'
import type { Extra, Found, Level } from '../result.ts'
import type { Stage } from '../stage/stage.ts'
import type { Bench } from './bench.ts'
import { measureEmptyCalls } from './calls.ts'
import { measureHalfLoad } from './half-load.ts'
import { measureClosed, measureLevel } from './levels.ts'
import { MemoryWatch } from './memory.ts'

const WARM_UP = { callers: 16, longestMs: 2_000 } as const
/** Longer than all claims can take. */
const TO_THE_END_MS = 3_600_000

/** Measures everything for which a system must run. */
export async function measureAll(
  bench: Bench,
  stage: Stage,
  { callers }: Pick<BenchOptions, 'callers'>,
): Promise<Found> {
  const { plain } = stage
  await warmUp(bench, stage)
  const memory = new MemoryWatch(bench.look, () => plain.taken)
  try {
    const levels: Level[] = []
    for (const level of callers) levels.push(await measureLevel(bench, plain, level))
    const busiest = levels.reduce((a, b) => (b.claims.perSecond > a.claims.perSecond ? b : a))
    const halfLoad = await measureHalfLoad(bench, plain, busiest.claims.perSecond)
    const extras = await measureExtras(bench, stage, busiest.callers)
    const rest = await measureClosed(bench, plain, busiest.callers, TO_THE_END_MS)
    bench.say(claimLine('all that is left', rest))
    return { levels, halfLoad, extras, rest, claims: plain.taken, memory: memory.growths() }
  } finally {
    memory.stop()
  }
}

/** What is measured first shall find the same compiled code as what is measured last. */
async function warmUp(bench: Bench, { plain }: Stage): Promise<void> {
  const { callers, longestMs } = WARM_UP
  const short = { ...bench, forMs: Math.min(bench.forMs, longestMs) }
  bench.say('warming up …')
  await measureEmptyCalls(short, bench.askEvent, callers)
  await measureEmptyCalls(short, bench.ask, callers)
  await measureClosed(short, plain, callers)
}

async function measureExtras(bench: Bench, stage: Stage, callers: number): Promise<Extra[]> {
  const found: Extra[] = []
  for (const what of ['limited', 'conditioned'] as const) {
    const claims = await measureClosed(bench, stage[what], callers)
    bench.say(claimLine(what, claims))
    found.push({ what, claims })
  }
  return found
}
