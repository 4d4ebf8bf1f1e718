import {
  type ConfigOf,
  type Environment,
  type ParsedConfig,
  parseConfig,
  port,
  processFields,
  text,
  withDefault,
} from '@rewards/process'

const path = { min: 1, max: 32_768 }

const fields = {
  ...processFields,
  port: withDefault(port('REWARDS_BROKER_PORT'), 4_222),
  /** The folder whose `broker` folder holds the streams. */
  dataDir: withDefault(text('REWARDS_DATA_DIR', path), '.data'),
  /** Where a nats-server is looked for. */
  searchPath: withDefault(text('PATH', path), ''),
} as const

/** How the broker runs. */
export type BrokerConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<BrokerConfig> {
  return parseConfig(fields, env, 'REWARDS_BROKER_')
}
