import {
  address,
  type ConfigOf,
  type Environment,
  list,
  optional,
  type ParsedConfig,
  parseConfig,
  port,
  processFields,
  secret,
  text,
  withDefault,
} from '@rewards/process'

const fields = {
  ...processFields,
  /** The address to listen on. */
  host: withDefault(text('REWARDS_HOST', { min: 1, max: 255 }), '127.0.0.1'),
  port: withDefault(port('REWARDS_AUTH_PORT'), 50_051),
  /** The folder of `auth.sqlite` and `first-admin.json`. */
  dataDir: withDefault(text('REWARDS_DATA_DIR', { min: 1, max: 4_096 }), '.data'),
  /** Where condition's replicas are: sign-ins are recorded there. */
  conditionAddresses: withDefault(list(address('REWARDS_CONDITION_URLS')), ['127.0.0.1:50053']),
  /** A token's `iss`. */
  tokenIssuer: withDefault(text('REWARDS_TOKEN_ISSUER', { min: 1, max: 255 }), 'rewards'),
  /** A token's `aud`. */
  tokenAudience: withDefault(text('REWARDS_TOKEN_AUDIENCE', { min: 1, max: 255 }), 'rewards'),
  /** The first administrator, made at the first start. */
  adminEmail: withDefault(text('REWARDS_ADMIN_EMAIL', { min: 1, max: 254 }), 'admin@rewards.example'),
  /** Its password; not set: a random one, left in `first-admin.json`. */
  adminPassword: optional(secret('REWARDS_ADMIN_PASSWORD', 10)),
} as const

/** How the auth service runs. */
export type AuthConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<AuthConfig> {
  return parseConfig(fields, env, 'REWARDS_AUTH_')
}
