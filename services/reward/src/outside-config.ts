import {
  ConfigError,
  type ConfigOf,
  duration,
  type Field,
  list,
  oneOf,
  optional,
  withDefault,
} from '@rewards/process'
import { z } from 'zod'
import type { OutsideSettings } from './infrastructure/providers/provider-ports.ts'

/** A secret is as long as its hash, or longer; shorter ones are guessed. */
const LEAST_SECRET_BYTES = 24
const PREFIX = 'whsec_'

/** The variables of the provider outside: all that is needed is there, or none. */
export const outsideFields = {
  /** The provider outside of the system: it gets each grant of its types as JSON by POST (docs/providers.md). Not set: there is none. */
  providerUrl: optional(httpUrl('REWARDS_PROVIDER_URL')),
  /** The types of rewards that it grants. Needed with `REWARDS_PROVIDER_URL`. */
  providerTypes: optional(list(oneOf('REWARDS_PROVIDER_TYPES', ['POINT', 'COUPON', 'BADGE']))),
  /** What it remembers under a key: its first answer, for ever, or a success alone. Needed with `REWARDS_PROVIDER_URL`. */
  providerKeys: optional(oneOf('REWARDS_PROVIDER_KEYS', ['final', 'success-only'])),
  /** The name that grants remember it by; pending ones wait for a provider of their name. Another set of books is another name. */
  providerName: withDefault(name('REWARDS_PROVIDER_NAME'), 'outside'),
  /** What requests to it are signed with, as Standard Webhooks has it. While it is being changed two: each signs. Not set: they are not signed. */
  providerSecrets: withDefault(list(webhookSecret('REWARDS_PROVIDER_SECRET')), []),
  /** How long it may take to answer; after that nobody knows, and it is asked again later with the same key. */
  providerTimeoutMs: withDefault(duration('REWARDS_PROVIDER_TIMEOUT', { minMs: 100, maxMs: 20_000 }), 5_000),
} as const

export type OutsideConfig = ConfigOf<typeof outsideFields>

/** Throws `ConfigError` where something is set that does nothing, or is not set and needed. */
export function checkOutside(config: OutsideConfig): void {
  const isThere = config.providerUrl !== undefined
  const { providerUrl, providerTypes, providerKeys, providerSecrets } = outsideFields
  const needed = [
    { field: providerTypes, isSet: config.providerTypes !== undefined },
    { field: providerKeys, isSet: config.providerKeys !== undefined },
  ]
  const optionals = [{ field: providerSecrets, isSet: config.providerSecrets.length > 0 }]
  const wrong = isThere
    ? needed.filter(({ isSet }) => !isSet)
    : [...needed, ...optionals].filter(({ isSet }) => isSet)
  const problems = wrong.map(({ field: { variable, allowed } }) =>
    isThere
      ? `${variable} is not set, but ${providerUrl.variable} is; allowed is ${allowed}`
      : `${variable} is set, but ${providerUrl.variable} is not; allowed is both or none`,
  )
  if (problems.length > 0) throw new ConfigError(problems)
}

/** The provider that a checked configuration names; `undefined`: it names none. */
export function outsideOf(config: OutsideConfig): OutsideSettings | undefined {
  const { providerUrl: url, providerKeys: keys, providerTypes: types = [] } = config
  if (url === undefined) return undefined
  const { providerName: name, providerSecrets: secrets, providerTimeoutMs: timeoutMs } = config
  const kind = keys === 'final' ? 'final per key' : 'success per key'
  return { url, name, types, kind, secrets, timeoutMs }
}

function httpUrl(variable: string): Field<string> {
  const schema = z.string().max(2_048).refine(isHttpUrl)
  return {
    variable,
    allowed: 'a URL of http:// or https:// without user, password and fragment',
    secret: true,
    schema,
  }
}

function isHttpUrl(value: string): boolean {
  const url = URL.parse(value)
  if (url === null || url.username !== '' || url.password !== '' || value.includes('#')) return false
  return ['http:', 'https:'].includes(url.protocol)
}

function name(variable: string): Field<string> {
  const schema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)
  return { variable, allowed: '1 to 32 small letters, digits and -, a letter first', secret: false, schema }
}

function webhookSecret(variable: string): Field<Uint8Array> {
  const schema = z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]+={0,2}$/)
    .transform((value): Uint8Array => Buffer.from(value.slice(PREFIX.length), 'base64'))
    .refine(({ length }) => length >= LEAST_SECRET_BYTES && length <= 64)
  return { variable, allowed: `${PREFIX} and 24 to 64 bytes as base64`, secret: true, schema }
}
