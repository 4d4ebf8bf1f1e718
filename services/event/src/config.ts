import {
  address,
  brokerFields,
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
  ...telemetryFields('event'),
  ...storeFields,
  /** The port to listen on. */
  port: withDefault(port('REWARDS_EVENT_PORT'), 50_052),
  /** Where auth's replicas are: the signing keys come from there. */
  authAddresses: withDefault(list(address('REWARDS_AUTH_URLS')), ['127.0.0.1:50051']),
  /** Where condition's replicas are. */
  conditionAddresses: withDefault(list(address('REWARDS_CONDITION_URLS')), ['127.0.0.1:50053']),
  ...brokerFields,
} as const

/** How the event service runs. */
export type EventConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<EventConfig> {
  return parseConfig(fields, env, 'REWARDS_EVENT_')
}
