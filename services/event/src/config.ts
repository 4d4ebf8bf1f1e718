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
  url,
  withDefault,
} from '@rewards/process'

const fields = {
  ...processFields,
  /** The address to listen on. */
  host: withDefault(text('REWARDS_HOST', { min: 1, max: 255 }), '127.0.0.1'),
  port: withDefault(port('REWARDS_EVENT_PORT'), 50_052),
  /** The folder of `event.sqlite`. */
  dataDir: withDefault(text('REWARDS_DATA_DIR', { min: 1, max: 4_096 }), '.data'),
  /** Where auth's replicas are: the signing keys come from there. */
  authAddresses: withDefault(list(address('REWARDS_AUTH_URLS')), ['127.0.0.1:50051']),
  /** Where condition's replicas are. */
  conditionAddresses: withDefault(list(address('REWARDS_CONDITION_URLS')), ['127.0.0.1:50053']),
  /** The broker. */
  natsUrl: withDefault(url('NATS_URL', ['nats:', 'tls:']), 'nats://127.0.0.1:4222'),
  /** What a token's `iss` must be. */
  tokenIssuer: withDefault(text('REWARDS_TOKEN_ISSUER', { min: 1, max: 255 }), 'rewards'),
  /** What must be in a token's `aud`. */
  tokenAudience: withDefault(text('REWARDS_TOKEN_AUDIENCE', { min: 1, max: 255 }), 'rewards'),
} as const

/** How the event service runs. */
export type EventConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<EventConfig> {
  return parseConfig(fields, env, 'REWARDS_EVENT_')
}
