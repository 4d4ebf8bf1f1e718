import fc from 'fast-check'
import type { Faults } from './faults.ts'

/** What happens to the world, in this order; in between chance lets the processes get on. */
export type Command =
  | {
      readonly type: 'claim'
      readonly user: number
      readonly key: number | undefined
      readonly process: number
    }
  | { readonly type: 'retry'; readonly user: number; readonly process: number }
  | { readonly type: 'sweep'; readonly process: number }
  | { readonly type: 'scan'; readonly process: number; readonly all: boolean }
  | { readonly type: 'crash'; readonly process: number }
  | { readonly type: 'wipe' }
  | { readonly type: 'advance'; readonly seconds: number }
  | { readonly type: 'raise'; readonly reward: number }
  | { readonly type: 'pause'; readonly paused: boolean }
  | { readonly type: 'forbid'; readonly verdict: 'met' | 'not met' | 'down' }

export interface RewardPlan {
  readonly type: 'POINT' | 'COUPON' | 'BADGE'
  /** The caps of its buckets; empty: not limited. */
  readonly caps: readonly number[]
  readonly whenSoldOut: 'REFUSE_CLAIM' | 'GRANT_THE_REST'
}

export interface Scenario {
  /** Picks everything that is not written here. */
  readonly seed: number
  readonly users: number
  readonly rewards: readonly RewardPlan[]
  readonly eventProcesses: number
  readonly rewardProcesses: number
  /** Whether each process's clock may be an hour off. */
  readonly skewed: boolean
  readonly faults: Faults
  /** How likely a provider's answer is a rejection, 0 to 1. */
  readonly rejects: number
  /** How long the providers fail at the beginning. */
  readonly failingSeconds: number
  /** Commands, each with the number of steps that the processes make before it. */
  readonly commands: readonly { readonly steps: number; readonly command: Command }[]
}

const process = fc.nat(3)
const user = fc.nat(3)

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      type: fc.constant('claim'),
      user,
      key: fc.option(fc.nat(1), { nil: undefined }),
      process,
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('retry'), user, process }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('sweep'), process }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('scan'), process, all: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('crash'), process }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('wipe') }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('advance'), seconds: fc.constantFrom(1, 5, 70) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('raise'), reward: fc.nat(2) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('pause'), paused: fc.constantFrom(false, false, true) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('forbid'),
      verdict: fc.constantFrom('met', 'met', 'met', 'not met', 'down'),
    }),
  },
) as fc.Arbitrary<Command>

const none = {
  writeLost: fc.constant(0),
  answerLost: fc.constant(0),
  dieBefore: fc.constant(0),
  dieAfter: fc.constant(0),
  messageLost: fc.constant(0),
  providerSilent: fc.constant(0),
}

const likelihood = fc.constantFrom(0, 0, 0.03, 0.1, 0.3)

const reward: fc.Arbitrary<RewardPlan> = fc.record({
  type: fc.constantFrom('POINT', 'COUPON', 'COUPON', 'BADGE'),
  caps: fc.constantFrom([], [1], [1, 1], [2], [2, 1]),
  whenSoldOut: fc.constantFrom('REFUSE_CLAIM', 'GRANT_THE_REST'),
})

/** One or two users whose attempts follow each other quickly, while old answers and old workers come back late. */
const manyAttempts: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer({ min: 0, max: 0x7fffffff }),
  users: fc.integer({ min: 1, max: 2 }),
  rewards: fc.array(
    fc.record({
      type: fc.constant('COUPON' as const),
      caps: fc.constantFrom([], [1, 1], [2]),
      whenSoldOut: fc.constant('REFUSE_CLAIM' as const),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  eventProcesses: fc.constant(1),
  rewardProcesses: fc.constant(2),
  skewed: fc.constant(false),
  faults: fc.record({
    ...none,
    stall: fc.constantFrom(0.1, 0.3),
    messageRepeated: fc.constantFrom(0.3, 0.6),
  }),
  rejects: fc.constantFrom(0.5, 0.8),
  failingSeconds: fc.constant(0),
  commands: fc.array(
    fc.record({
      steps: fc.nat(12),
      command: fc.oneof(
        {
          weight: 4,
          arbitrary: fc.record({
            type: fc.constant('claim' as const),
            user,
            key: fc.constant(undefined),
            process,
          }),
        },
        { weight: 2, arbitrary: fc.record({ type: fc.constant('sweep' as const), process }) },
        {
          weight: 2,
          arbitrary: fc.record({ type: fc.constant('advance' as const), seconds: fc.constantFrom(5, 30) }),
        },
      ),
    }),
    { minLength: 4, maxLength: 20 },
  ),
})

/** Small worlds: most of what can go wrong goes wrong between two users, two rewards and two processes. */
const anything: fc.Arbitrary<Scenario> = fc.record({
  seed: fc.integer({ min: 0, max: 0x7fffffff }),
  users: fc.integer({ min: 1, max: 4 }),
  rewards: fc.array(reward, { minLength: 1, maxLength: 3 }),
  eventProcesses: fc.integer({ min: 1, max: 2 }),
  rewardProcesses: fc.integer({ min: 1, max: 2 }),
  skewed: fc.boolean(),
  faults: fc.record({
    writeLost: likelihood,
    answerLost: likelihood,
    dieBefore: fc.constantFrom(0, 0, 0.01, 0.03),
    dieAfter: fc.constantFrom(0, 0, 0.01, 0.03),
    stall: fc.constantFrom(0, 0.05, 0.2, 0.4),
    messageLost: likelihood,
    messageRepeated: likelihood,
    providerSilent: likelihood,
  }),
  rejects: fc.constantFrom(0, 0.5, 0.5, 0.9),
  failingSeconds: fc.constantFrom(0, 0, 10),
  commands: fc.array(fc.record({ steps: fc.nat(25), command }), { minLength: 1, maxLength: 16 }),
})

export const scenario: fc.Arbitrary<Scenario> = fc.oneof(
  { weight: 3, arbitrary: anything },
  { weight: 1, arbitrary: manyAttempts },
)
