import { Violations } from '@rewards/errors'
import {
  address,
  brokerFields,
  type ConfigOf,
  duration,
  type Environment,
  type Field,
  flag,
  list,
  optional,
  type ParsedConfig,
  parseConfig,
  port,
  serviceFields,
  storeFields,
  text,
  url,
  withDefault,
} from '@rewards/process'
import { telemetryFields } from '@rewards/telemetry'
import { z } from 'zod'
import { checkEmail } from './domain/email.ts'
import { checkNewPassword } from './domain/password.ts'
import { encryptionKeyOf } from './infrastructure/keys/key-encryption.ts'
import { isCommonPassword } from './infrastructure/passwords/common-passwords.ts'
import { limitFields } from './limits.ts'

const DAY_MS = 24 * 3_600_000

/** The variables that the service reads. */
export const fields = {
  ...serviceFields,
  ...telemetryFields('auth'),
  ...storeFields,
  ...limitFields,
  /** The port to listen on. */
  port: withDefault(port('REWARDS_AUTH_PORT'), 50_051),
  /** Where condition's replicas are: sign-ins are recorded there. */
  conditionAddresses: withDefault(list(address('REWARDS_CONDITION_URLS')), ['127.0.0.1:50053']),
  /** What sends mails: it gets each as JSON by POST. Not set: mails are written to the log, tokens included, which is for trials alone. */
  mailUrl: optional(url('REWARDS_MAIL_URL', ['http:', 'https:'])),
  /** The broker; several servers of a cluster are separated by commas, credentials stand in front: `nats://ann:secret@a:4222,b:4222`. */
  natsUrl: brokerFields.natsUrl,
  /** The first administrator, made at the first start. */
  adminEmail: withDefault(email('REWARDS_ADMIN_EMAIL'), 'admin@rewards.example'),
  /** Its password; not set: a random one, left in `first-admin.json`. */
  adminPassword: optional(password('REWARDS_ADMIN_PASSWORD')),
  /** What the private halves of signing keys are encrypted with in the store: 32 bytes, base64. Not set: what the file says. */
  keysSecret: optional(encryptionKey('REWARDS_AUTH_KEYS_SECRET')),
  /** A file that has it. Not set: `signing-keys.secret` of the data folder, which is made where the documents lie there too; without it they are not encrypted. */
  keysSecretFile: optional(text('REWARDS_AUTH_KEYS_SECRET_FILE', { min: 1, max: 4_096 })),
  /** What they were encrypted with before: they are read with it, and encrypted again at the start. */
  formerKeysSecret: optional(encryptionKey('REWARDS_AUTH_KEYS_SECRET_FORMER')),
  /** For how long a key signs before the next one does. */
  keyRotationMs: withDefault(
    duration('REWARDS_AUTH_KEY_ROTATION', { minMs: 10 * 60_000, maxMs: 3_650 * DAY_MS }),
    30 * DAY_MS,
  ),
  /** How long a session lasts, however often it is refreshed. */
  sessionLongestMs: withDefault(
    duration('REWARDS_AUTH_SESSION_LONGEST', { minMs: 60_000, maxMs: 365 * DAY_MS }),
    30 * DAY_MS,
  ),
  /** How long it lasts without being refreshed. */
  sessionIdleMs: withDefault(
    duration('REWARDS_AUTH_SESSION_IDLE', { minMs: 60_000, maxMs: 365 * DAY_MS }),
    14 * DAY_MS,
  ),
  /** Whether who signs up may only read until the e-mail address is verified, by a token that is mailed there. */
  verifiesEmail: withDefault(flag('REWARDS_AUTH_VERIFY_EMAIL'), false),
  /** Who has not used the account for so long is DORMANT, until the next sign-in. */
  dormantAfterMs: withDefault(
    duration('REWARDS_AUTH_DORMANT_AFTER', { minMs: 1_000, maxMs: 3_650 * DAY_MS }),
    365 * DAY_MS,
  ),
} as const

/** How the auth service runs. */
export type AuthConfig = ConfigOf<typeof fields>

/** Reads the environment; pure. Throws `ConfigError` with every problem at once. */
export function readConfig(env: Environment): ParsedConfig<AuthConfig> {
  return parseConfig(fields, env, 'REWARDS_AUTH_')
}

function encryptionKey(variable: string): Field<string> {
  const schema = z.string().refine(value => encryptionKeyOf(value) !== undefined)
  return { variable, allowed: '32 bytes, base64', secret: true, schema }
}

function email(variable: string): Field<string> {
  const schema = passes(checkEmail)
  return { variable, allowed: 'an e-mail address of at most 254 characters', secret: false, schema }
}

function password(variable: string): Field<string> {
  const allowed = '10 to 256 characters, and none of the commonest passwords'
  const check = (violations: Violations, field: string, value: string) =>
    checkNewPassword(violations, field, value, isCommonPassword)
  return { variable, allowed, secret: true, schema: passes(check) }
}

/** What would be refused in a request is refused here. */
function passes(check: (violations: Violations, field: string, value: string) => unknown) {
  return z.string().refine(value => {
    const violations = new Violations()
    check(violations, 'value', value)
    return !violations.any
  })
}
