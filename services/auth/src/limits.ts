import { duration, integer, Rate, rateField, withDefault } from '@rewards/process'

const MINUTE_MS = 60_000

/** What the service grants an address, an account and all together, over all replicas. Known devices have a budget of their own. */
export const limitFields = {
  /** How many sign-ins an address may try; those that succeed do not count. */
  signInsPerAddress: withDefault(
    rateField('REWARDS_AUTH_SIGN_INS_PER_ADDRESS'),
    new Rate(300, 10 * MINUTE_MS),
  ),
  /** How many sign-ins may be tried in all; those that succeed, and those from known devices, do not count. */
  signInsInAll: withDefault(rateField('REWARDS_AUTH_SIGN_INS_IN_ALL'), new Rate(6_000, MINUTE_MS)),
  /** How many sign-ins to an account may fail, in a day, before each further one has to wait: 1 s, then twice as long each time. */
  freeSignIns: withDefault(integer('REWARDS_AUTH_FREE_SIGN_INS', { min: 1, max: 100 }), 10),
  /** The longest such wait. */
  longestSignInWaitMs: withDefault(
    duration('REWARDS_AUTH_LONGEST_SIGN_IN_WAIT', { minMs: 1_000, maxMs: 86_400_000 }),
    15 * MINUTE_MS,
  ),
  /** How many sign-ups an address may try. */
  signUpsPerAddress: withDefault(
    rateField('REWARDS_AUTH_SIGN_UPS_PER_ADDRESS'),
    new Rate(300, 10 * MINUTE_MS),
  ),
  /** How many sign-ups may be tried with one e-mail address. */
  signUpsPerAccount: withDefault(
    rateField('REWARDS_AUTH_SIGN_UPS_PER_ACCOUNT'),
    new Rate(60, 60 * MINUTE_MS),
  ),
  /** How many sign-ups may be tried in all. */
  signUpsInAll: withDefault(rateField('REWARDS_AUTH_SIGN_UPS_IN_ALL'), new Rate(6_000, MINUTE_MS)),
  /** How many resets of passwords an address may ask for. */
  resetsPerAddress: withDefault(rateField('REWARDS_AUTH_RESETS_PER_ADDRESS'), new Rate(30, 10 * MINUTE_MS)),
  /** How many resets may be asked for with one e-mail address. */
  resetsPerAccount: withDefault(rateField('REWARDS_AUTH_RESETS_PER_ACCOUNT'), new Rate(5, 60 * MINUTE_MS)),
  /** How many resets may be asked for in all. */
  resetsInAll: withDefault(rateField('REWARDS_AUTH_RESETS_IN_ALL'), new Rate(600, MINUTE_MS)),
  /** How many tokens, keys and codes that are none of ours, or no longer, an address may come with. */
  refusedTokensPerAddress: withDefault(
    rateField('REWARDS_AUTH_REFUSED_TOKENS_PER_ADDRESS'),
    new Rate(300, 10 * MINUTE_MS),
  ),
  /** How many of them may come in all. */
  refusedTokensInAll: withDefault(
    rateField('REWARDS_AUTH_REFUSED_TOKENS_IN_ALL'),
    new Rate(30_000, MINUTE_MS),
  ),
} as const
