import {
  address,
  type ConfigOf,
  type Environment,
  list,
  type ParsedConfig,
  parseConfig,
  port,
  serviceFields,
  storeFields,
  withDefault,
} from '@rewards/process'
import { telemetryFields } from '@rewards/telemetry'

/** The variables that the service reads. */
export const fields = {
  ...serviceFields,
  ...telemetryFields('condition'),
  ...storeFields,
  /** The port to listen on. */
  port: withDefault(port('REWARDS_CONDITION_PORT'), 50_053),
  /** Where auth's replicas are: the signing keys come from there. */
  authAddresses: withDefault(list(address('REWARDS_AUTH_URLS')), ['127.0.0.1:50051']),
  /** Where event's replicas are: GetProgress reads the event there. */
  eventAddresses: withDefault(list(address('REWARDS_EVENT_URLS')), ['127.0.0.1:50052']),
} as const

/** How the condition service runs. */
export type ConditionConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<ConditionConfig> {
  return parseConfig(fields, env, 'REWARDS_CONDITION_')
}
