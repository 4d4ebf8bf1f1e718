import { timestampFromDate } from '@bufbuild/protobuf/wkt'
import { RewardType } from '@rewards/contracts/reward'
import { type Judgement, judgementOf } from '../check/judge.ts'
import { inParallel } from '../in-parallel.ts'
import { claimToEnd, persistent } from '../load/claim-to-end.ts'
import { claimingIn } from '../load/claiming.ts'
import { gatherCrowd } from '../stage/crowd.ts'
import { PLAIN } from '../stage/offers.ts'
import { simulate } from '../stage/simulate.ts'
import { conclude } from '../system/conclude.ts'
import { inWorld, NO_RATES, type World } from '../system/world.ts'
import { ATTACKS } from './gateway-bounded/attacks.ts'
import type { Gate } from './gateway-bounded/gate.ts'
import { growthDuring, memoryOf } from './gateway-bounded/memory.ts'
import { Other } from './gateway-bounded/others.ts'
import { type Figure, type Part, type PartOptions, type PartReport, scaled } from './part.ts'

/** The promise. Bytes. */
const MOST_GROWTH = 100_000_000
const MEGABYTE = 1_000_000
/** Of the loopback, and another one than that of all who are to be served. */
const ATTACKERS_ADDRESS = '127.0.0.2'
const ATTACKERS = 100
const NEVER = timestampFromDate(new Date('2100-01-01T00:00:00Z'))
/** Ordinary traffic, as many calls as attacks make: what a gateway takes for that is no attack's doing. */
const WARM_UP = { calls: 10_000, atLeast: 500, atOnce: 100 }

/** Shorter than they come, so that silence need not be waited for as long. */
const VARIABLES = {
  ...NO_RATES,
  REWARDS_GATEWAY_FIRST_BYTES_WITHIN: '5s',
  REWARDS_GATEWAY_HEADERS_WITHIN: '5s',
  REWARDS_GATEWAY_REQUEST_WITHIN: '5s',
  REWARDS_GATEWAY_IDLE: '10s',
  // The gateway's own, which the launcher raises for a laptop, where everybody comes from one address.
  REWARDS_GATEWAY_MAX_STREAMS: '100',
  REWARDS_GATEWAY_MAX_CALLS_PER_ADDRESS: '500',
  REWARDS_GATEWAY_MAX_CALLS_PER_USER: '100',
}

/** Promise 13. */
export const gatewayBounded: Part = {
  name: 'gateway-bounded',
  promises: [13],
  says: 'gzip bombs, huge headers, slow and silent connections, 10000 streams: less than 100 MB more memory, the right status, others are served meanwhile',
  fullSeconds: 60,
  isAlone: true,
  stores: ['sqlite', 'mongodb'],
  run: (options, surroundings) =>
    inWorld({ ...options, replicas: 1 }, surroundings, VARIABLES, world => attack(world, options)),
}

/** What an attack did. */
interface Seen {
  readonly name: string
  readonly asked: number
  readonly right: number
  readonly wrong: readonly string[]
  readonly growth: number
}

async function attack(world: World, options: PartOptions): Promise<PartReport> {
  const seen: Seen[] = []
  let other: Other | undefined
  const { isComplete, judgements } = await conclude(world, async () => {
    const { gate, bystander } = await gateOf(world, options)
    other = bystander
    const pid = world.target.running.pids().get('gateway') ?? 0
    const before = memoryOf(pid)
    for (const { name, full, run } of ATTACKS) {
      const asked = scaled(full, options)
      const { growth, result } = await growthDuring({ pid, before }, () =>
        bystander.during(() => run(gate, asked)),
      )
      seen.push({ name, asked, growth, ...result })
      world.say(`${asked} ${name}: ${(growth / MEGABYTE).toFixed(1)} MB more, ${result.wrong.length} wrong`)
    }
    // What was held back for the streams.
    await simulate(world, {})
  })
  return {
    isComplete,
    figures: [
      ...seen.flatMap(figuresOf),
      { what: 'calls of others that were served', seen: other?.served ?? 0 },
    ],
    judgements: [...judgements, ...judged(seen, other)],
    strikes: [],
  }
}

function figuresOf({ name, asked, right, growth }: Seen): Figure[] {
  return [
    { what: `${name}, refused or cut as they must`, asked, seen: right },
    { what: `${name}: more memory, bytes at most`, seen: growth },
  ]
}

/** A gateway that is warm, attackers with a claim each that stays open, and somebody who is none. */
async function gateOf(world: World, options: PartOptions): Promise<{ gate: Gate; bystander: Other }> {
  const { target, signal } = world
  const count = scaled(ATTACKERS, options)
  await simulate(world, { types: [RewardType.POINT], failingUntil: NEVER })
  const { users, events } = await gatherCrowd(world, { players: count + 1, kinds: [PLAIN] })
  const claiming = claimingIn(world)
  const attackers = await inParallel(users.slice(0, -1), 8, async user => {
    const outcome = await claimToEnd(claiming, persistent(user, events[0]?.eventId ?? '', 'once'))
    const { headers } = await user.account.options(signal)
    return { ...headers, claimId: outcome.kind === 'ok' ? outcome.claimId : '' }
  })
  const user = users.at(-1) ?? users[0]
  if (!user) throw new Error('nobody came')
  const calling = await user.account.options(signal)
  const calls = Math.max(WARM_UP.atLeast, scaled(WARM_UP.calls, options))
  await inParallel(Array.from({ length: calls }), WARM_UP.atOnce, () =>
    world.gateways.any().claims.listMyClaims({}, calling),
  )
  const port = Number(new URL(target.urls[0] ?? '').port)
  return { gate: { port, from: ATTACKERS_ADDRESS, attackers }, bystander: new Other(world, user) }
}

function judged(seen: readonly Seen[], other: Other | undefined): Judgement[] {
  const grown = seen
    .filter(({ growth }) => growth >= MOST_GROWTH)
    .map(({ name, growth }) => `${name}: ${(growth / MEGABYTE).toFixed(1)} MB more`)
  const attacks = seen.reduce((sum, { asked }) => sum + asked, 0)
  const wrong = seen.flatMap(each => each.wrong)
  const problems = other?.problems ?? []
  const calls = (other?.served ?? 0) + problems.length
  return [
    judgementOf({ name: 'no attack takes 100 MB more memory', holds: 'always' }, seen.length, grown),
    judgementOf(
      { name: 'every attack is refused with the right status, or cut', holds: 'always' },
      attacks,
      wrong,
    ),
    judgementOf({ name: 'others are served meanwhile', holds: 'always' }, calls, problems),
  ]
}
