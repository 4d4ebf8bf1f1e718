import {
  address,
  brokerFields,
  type ConfigOf,
  type Environment,
  flag,
  list,
  type ParsedConfig,
  parseConfig,
  port,
  serviceFields,
  storeFields,
  withDefault,
} from '@rewards/process'
import { telemetryFields } from '@rewards/telemetry'
import { checkOutside, outsideFields } from './outside-config.ts'

/** The variables that the service reads. */
export const fields = {
  ...serviceFields,
  ...telemetryFields('reward'),
  ...storeFields,
  /** The port to listen on. */
  port: withDefault(port('REWARDS_REWARD_PORT'), 50_054),
  /** Where auth's replicas are: the signing keys come from there. */
  authAddresses: withDefault(list(address('REWARDS_AUTH_URLS')), ['127.0.0.1:50051']),
  ...brokerFields,
  /** Whether there is a simulated provider, for tests and demos. What it was asked for stays pending while it is off. */
  simulator: withDefault(flag('REWARDS_SIMULATOR'), false),
  ...outsideFields,
} as const

/** How the reward service runs. */
export type RewardConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<RewardConfig> {
  const parsed = parseConfig(fields, env, 'REWARDS_REWARD_')
  checkOutside(parsed.config)
  return parsed
}
