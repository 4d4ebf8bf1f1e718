import { planFaults } from '../faults/plan.ts'
import type { Strike } from '../faults/strike.ts'
import { samplesOf } from '../series/samples.ts'
import { gatherCrowd } from '../stage/crowd.ts'
import { inTurn, limitedBadges } from '../stage/offers.ts'
import { conclude } from '../system/conclude.ts'
import { inWorld, NO_RATES, type World } from '../system/world.ts'
import { type Part, type PartOptions, type PartReport, scaled } from './part.ts'
import { Claimers } from './stock/claimers.ts'
import { judgeIssued, rejectedIn } from './stock/judge-issued.ts'
import { StockSamples } from './stock/stock-samples.ts'
import { strikeAll } from './stock/strike-all.ts'

const REWARDS = 50
const UNITS = 100
const CLAIMERS = 10_000
const KILLS = 300
const PROVIDER = { rejectPercent: 5, failPercent: 5, latencyMs: 20 }

/** Promise 5. */
export const stock: Part = {
  name: 'stock',
  promises: [5],
  says: `${CLAIMERS} users ask for ${REWARDS} rewards of ${UNITS} units each until they get a final answer, some grants are rejected, processes are killed: never over stock, and nothing leaks`,
  fullSeconds: 1_200,
  stores: ['sqlite', 'mongodb'],
  run: (options, surroundings) =>
    inWorld({ ...options, provider: PROVIDER }, surroundings, NO_RATES, world => run(world, options)),
}

/** How much of everything there is at a scale: always twice as many claimers as units. */
function sizesOf(options: PartOptions) {
  const rewards = scaled(REWARDS, options)
  const claimers = scaled(CLAIMERS, options)
  const units = Math.min(UNITS, Math.ceil(claimers / rewards / 2))
  return { rewards, claimers, units, kills: scaled(KILLS, options) }
}

async function run(world: World, options: PartOptions): Promise<PartReport> {
  const sizes = sizesOf(options)
  const samples = new StockSamples(world)
  const claimers = new Claimers(world)
  const strikes: Strike[] = []
  const concluded = await conclude(world, async () => {
    await askForAll(world, sizes, { samples, claimers, strikes })
  })
  const { isComplete, judgements, rows, history } = concluded
  const kills = strikes.filter(({ kind }) => kind === 'kill').length
  return {
    isComplete,
    figures: [
      { what: 'rewards', asked: sizes.rewards, seen: history.events.size },
      { what: 'units of each', asked: UNITS, seen: sizes.units },
      { what: 'claimers with a final answer', asked: sizes.claimers, seen: claimers.done },
      { what: 'kills', asked: sizes.kills, seen: kills },
      { what: 'looks at the buckets and grants', seen: samples.taken },
      { what: 'grants that were rejected', seen: rejectedIn(rows) },
      { what: 'units that were issued', asked: sizes.rewards * sizes.units, seen: claimers.issued },
    ],
    judgements: [...judgements, samples.judgement(), ...(isComplete ? [judgeIssued(history, rows)] : [])],
    strikes,
    series: samplesOf(history.calls, []),
  }
}

interface Asking {
  readonly samples: StockSamples
  readonly claimers: Claimers
  /** Gets each fault. */
  readonly strikes: Strike[]
}

/** An equal number of claimers comes with each fault, one event's after the other's. */
async function askForAll(
  world: World,
  { rewards, claimers: count, units, kills }: ReturnType<typeof sizesOf>,
  { samples, claimers, strikes }: Asking,
): Promise<void> {
  const { random, target } = world
  const kinds = inTurn(rewards, limitedBadges(units))
  const { users, events } = await gatherCrowd(world, { players: count, kinds })
  const ofEach = Math.ceil(count / rewards)
  claimers.await(users.map((user, no) => ({ user, eventId: events[Math.floor(no / ofEach)]?.eventId ?? '' })))
  const faults = planFaults({ kills, victims: target.victims, random: random.fork() })
  await using _watch = samples.watch(events)
  await strikeAll(world, faults, { claimers, share: Math.ceil(count / faults.length), strikes })
  await claimers.finish()
}
