import {
  address,
  ConfigError,
  type ConfigOf,
  type Environment,
  type Field,
  list,
  optional,
  type ParsedConfig,
  parseConfig,
  port,
  serviceFields,
  text,
  withDefault,
} from '@rewards/process'
import { telemetryFields } from '@rewards/telemetry'
import { limitFields } from './limits.ts'

/** An origin as browsers send it: scheme, host, and a port where it is not the scheme's own. `*` stands for all. */
function origin(variable: string): Field<string> {
  const kind = text(variable, { min: 1, max: 255 })
  const known = (value: string) => value === '*' || URL.parse(value)?.origin === value
  return {
    ...kind,
    allowed: 'an origin such as https://shop.example or http://localhost:5173, or *',
    schema: kind.schema.refine(known),
  }
}

/** The variables that the service reads. */
export const fields = {
  ...serviceFields,
  ...telemetryFields('gateway'),
  /** The port to listen on. */
  port: withDefault(port('REWARDS_GATEWAY_PORT'), 3_000),
  /** The file of the certificate that callers are shown, with those that link it to an authority, PEM; with it the port speaks TLS alone. */
  tlsCert: optional(text('REWARDS_GATEWAY_TLS_CERT', { min: 1, max: 4_096 })),
  /** The file of its key, PEM, not encrypted. Both are read again when they change. */
  tlsKey: optional(text('REWARDS_GATEWAY_TLS_KEY', { min: 1, max: 4_096 })),
  /** Where the replicas of each service are. */
  auth: withDefault(list(address('REWARDS_AUTH_URLS')), ['127.0.0.1:50051']),
  event: withDefault(list(address('REWARDS_EVENT_URLS')), ['127.0.0.1:50052']),
  condition: withDefault(list(address('REWARDS_CONDITION_URLS')), ['127.0.0.1:50053']),
  reward: withDefault(list(address('REWARDS_REWARD_URLS')), ['127.0.0.1:50054']),
  /** The web pages whose scripts may call; none unless named. */
  corsOrigins: withDefault(list(origin('REWARDS_CORS_ORIGINS')), []),
  ...limitFields,
} as const

/** How the gateway runs. */
export type GatewayConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<GatewayConfig> {
  const parsed = parseConfig(fields, env, 'REWARDS_GATEWAY_')
  requirePair(parsed.config)
  return parsed
}

/** A certificate without its key would be a port in plain text that somebody takes for a safe one. */
function requirePair({ tlsCert, tlsKey }: GatewayConfig): void {
  if ((tlsCert === undefined) === (tlsKey === undefined)) return
  const [set, missing] =
    tlsCert === undefined ? [fields.tlsKey, fields.tlsCert] : [fields.tlsCert, fields.tlsKey]
  throw new ConfigError([`${missing.variable} is not set, but ${set.variable} is; allowed is both or none`])
}
