import {
  address,
  type ConfigOf,
  type Environment,
  list,
  type ParsedConfig,
  parseConfig,
  port,
  processFields,
  text,
  withDefault,
} from '@rewards/process'

const fields = {
  ...processFields,
  /** The address to listen on. */
  host: withDefault(text('REWARDS_HOST', { min: 1, max: 255 }), '127.0.0.1'),
  port: withDefault(port('REWARDS_CONDITION_PORT'), 50_053),
  /** The folder of `condition.sqlite`. */
  dataDir: withDefault(text('REWARDS_DATA_DIR', { min: 1, max: 4_096 }), '.data'),
  /** Where auth's replicas are: the signing keys come from there. */
  authAddresses: withDefault(list(address('REWARDS_AUTH_URLS')), ['127.0.0.1:50051']),
  /** Where event's replicas are: GetProgress reads the event there. */
  eventAddresses: withDefault(list(address('REWARDS_EVENT_URLS')), ['127.0.0.1:50052']),
  /** What a token's `iss` must be. */
  tokenIssuer: withDefault(text('REWARDS_TOKEN_ISSUER', { min: 1, max: 255 }), 'rewards'),
  /** What must be in a token's `aud`. */
  tokenAudience: withDefault(text('REWARDS_TOKEN_AUDIENCE', { min: 1, max: 255 }), 'rewards'),
} as const

/** How the condition service runs. */
export type ConditionConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<ConditionConfig> {
  return parseConfig(fields, env, 'REWARDS_CONDITION_')
}
