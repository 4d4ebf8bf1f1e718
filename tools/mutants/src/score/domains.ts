/** Rules that are mutated, and the tests that must see it. */
export interface Domain {
  readonly name: string
  /** Globs from the repository's root. */
  readonly mutates: readonly string[]
  /** Files, or globs. Tests that start processes are left out: they are run again for one mutant after the other. */
  readonly tests: readonly string[]
  /** The least share of its mutants that are caught, percent. */
  readonly floor: number
}

const CLAIM = ['claim', 'claim-steps', 'decide-claim', 'evolve-claim', 'bucket', 'holds', 'stock']
const CONDITION_TESTS = [
  ...['bad-activities', 'bad-conditions', 'condition-types', 'days', 'domain', 'evaluation', 'login-days'],
  ...['progress', 'recording'],
]
const REWARD_TESTS = [
  'claim-requested',
  'domain',
  'granting',
  'outside-granting',
  'parse-grant-request',
  'simulator',
]
const EVENT_TESTS = ['event-rules', 'event-status', 'event-steps', 'event-stock', 'event-validation']

const AUTH_TESTS = [
  ...['access-rules', 'account-rules', 'attempt-rules', 'domain', 'email-addresses', 'metadata-rules'],
  ...['profile-rules', 'refusals', 'service-account-rules', 'session-rules'],
]

const filesOf = (folder: string, names: readonly string[], end: string) =>
  names.map(name => `${folder}/${name}${end}`)
const claim = filesOf('services/event/src/domain', CLAIM, '.ts')

/** A further one is one more entry. The floors are what was measured, with some room. */
export const DOMAINS: readonly Domain[] = [
  {
    name: 'claim',
    mutates: claim,
    tests: filesOf('services/event/test', ['claim-steps', 'bucket-steps', 'stock-rules'], '.test.ts'),
    floor: 99,
  },
  {
    name: 'condition',
    mutates: ['services/condition/src/domain/**/*.ts'],
    tests: filesOf('services/condition/test', CONDITION_TESTS, '.test.ts'),
    floor: 94,
  },
  {
    name: 'reward',
    mutates: ['services/reward/src/domain/**/*.ts'],
    tests: filesOf('services/reward/test', REWARD_TESTS, '.test.ts'),
    floor: 98,
  },
  {
    name: 'event',
    mutates: ['services/event/src/domain/**/*.ts', ...claim.map(file => `!${file}`)],
    tests: filesOf('services/event/test', EVENT_TESTS, '.test.ts'),
    floor: 98,
  },
  {
    name: 'auth',
    mutates: ['services/auth/src/domain/**/*.ts'],
    tests: filesOf('services/auth/test', AUTH_TESTS, '.test.ts'),
    floor: 96,
  },
]
