import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { auditedCollection } from '@rewards/audit'
import { auditing, openAudit, recordRefusal } from '@rewards/audit/service'
import { AuditService, RefusalService } from '@rewards/contracts/auth'
import { ConditionService } from '@rewards/contracts/condition'
import { ACCESS_CHANGED } from '@rewards/contracts/subjects'
import { type Hints, openHints } from '@rewards/messaging/hints'
import { type Clock, type Life, newId, systemClock } from '@rewards/process'
import {
  AccessWatch,
  type CurrentAccess,
  createServer,
  createTokenVerifier,
  type InnerTls,
  implement,
  KeySet,
  openChannel,
  openInnerTls,
  PERMISSIONS,
  refusingRevoked,
  SCOPED_PERMISSIONS,
  serveForLife,
} from '@rewards/rpc'
import { openStore, type Store } from '@rewards/store'
import { startTelemetry } from '@rewards/telemetry'
import { ownTokens } from './application/access-token.ts'
import { hashKeyOf, keyedHashes } from './application/keyed-hash.ts'
import { createLimiter } from './application/limiter.ts'
import type { Mailer } from './application/mails.ts'
import type { Activities, AuthPorts } from './application/ports.ts'
import { createUseCases, type UseCases } from './application/use-cases.ts'
import type { AuthConfig } from './config.ts'
import type { Bucket } from './domain/attempts/bucket.ts'
import type { HashKey } from './domain/keyed-hash.ts'
import type { User } from './domain/user.ts'
import { METADATA_SCHEMA, SESSION, USER } from './infrastructure/audit/kinds.ts'
import { credentialsInFile, forgetCredentials } from './infrastructure/first-admin/first-admin-file.ts'
import { accessFeedHandlers } from './infrastructure/grpc/access-feed-handlers.ts'
import { accessHandlers } from './infrastructure/grpc/access-handlers.ts'
import { authHandlers } from './infrastructure/grpc/auth-handlers.ts'
import { bindingHandlers } from './infrastructure/grpc/binding-handlers.ts'
import { remoteActivities } from './infrastructure/grpc/condition-client.ts'
import { emailHandlers } from './infrastructure/grpc/email-handlers.ts'
import { groupHandlers } from './infrastructure/grpc/group-handlers.ts'
import { metadataHandlers } from './infrastructure/grpc/metadata-handlers.ts'
import { passwordHandlers } from './infrastructure/grpc/password-handlers.ts'
import { profileHandlers } from './infrastructure/grpc/profile-handlers.ts'
import { roleHandlers } from './infrastructure/grpc/role-handlers.ts'
import { serviceAccountHandlers } from './infrastructure/grpc/service-account-handlers.ts'
import { sessionHandlers } from './infrastructure/grpc/session-handlers.ts'
import { signingKeyHandlers } from './infrastructure/grpc/signing-key-handlers.ts'
import { tokenHandlers } from './infrastructure/grpc/token-handlers.ts'
import { userHandlers } from './infrastructure/grpc/user-handlers.ts'
import { userStateHandlers } from './infrastructure/grpc/user-state-handlers.ts'
import { mailerOf, mailPorts } from './infrastructure/mail/mail-ports.ts'
import { countedLimiter } from './infrastructure/metrics/counted-limiter.ts'
import { hintingSessions, hintingUsers } from './infrastructure/nats/access-hints.ts'
import { argon2Passwords, type PasswordOptions } from './infrastructure/passwords/argon2-passwords.ts'
import { RECOMMENDED_COST } from './infrastructure/passwords/password-hash.ts'
import { AUDITED, collections, storeDeclaration } from './infrastructure/store/collections.ts'
import { keptUsers } from './infrastructure/store/kept-users.ts'
import { playerIds } from './infrastructure/subjects/player-ids.ts'
import { accessTokenSigner } from './infrastructure/tokens/access-token-signer.ts'
import { publicJwkOf } from './infrastructure/tokens/public-jwk.ts'
import { newSigningKey } from './infrastructure/tokens/signing-key.ts'
import { type OwnAccess, openOwnAccess } from './own-access.ts'
import { openKeyRings } from './signing-keys.ts'
import { startSweeps } from './sweeps.ts'

/** What a test may put in place of the real thing. */
export interface Overrides {
  readonly now: Clock
  readonly store: Store
  readonly passwords: PasswordOptions
  readonly activities: Activities
  readonly mailer: Mailer
  readonly sweepEveryMs: number
  /** Default: over the broker. */
  readonly hints: Pick<Hints, 'hint' | 'onHint'>
  /** How often roles and groups are read for checking tokens. */
  readonly accessEveryMs: number
}

/** What the service keeps. */
const DOCUMENTS = { service: 'auth', collections: storeDeclaration } as const

/**
 * At most half of the cores, for claims flow meanwhile, and of the thread pool of four, where files and names are looked up
 * too. Ten seconds of waiting, about.
 */
const PASSWORDS: PasswordOptions = {
  cost: RECOMMENDED_COST,
  atOnce: availableParallelism() < 4 ? 1 : 2,
  waiting: 256,
}

/**
 * Starts the service; what it starts, `life` stops. Resolves to the port that it serves on. When there was no administrator
 * there is one now: of the configured password, or of the one in `first-admin.json` of the data folder.
 * Rejects when the store cannot be opened, the signing keys in it cannot be read, or the port is taken.
 */
export async function startAuth(
  config: AuthConfig,
  life: Life,
  overrides: Partial<Overrides> = {},
): Promise<{ readonly port: number }> {
  await startTelemetry('auth', config, life)
  const tls = await openInnerTls(config, 'serves and calls', life)
  const { logger, onStop } = life
  const store = overrides.store ?? (await openStore({ ...config, ...DOCUMENTS }, life))
  onStop('store', () => store.close())
  const hints = overrides.hints ?? openAccessHints(config, life)
  const { access, ...kept } = openOwnAccess(store, life, { hints, everyMs: overrides.accessEveryMs })
  const ports = { ...(await openPorts(config, life, store, { ...overrides, hints }, tls)), ...kept }
  const useCases = createUseCases(ports)
  await makeFirstAdmin(useCases, config, life)

  const { sweepEveryMs = 1_000 } = overrides
  startSweeps(useCases, life, sweepEveryMs)
  const audit = openAudit({ store, audited: AUDITED, now: ports.now, sweepEveryMs }, life)
  const server = createServer({
    services: [
      ...[
        authHandlers(useCases),
        userHandlers(useCases),
        userStateHandlers(useCases),
        roleHandlers(useCases),
        bindingHandlers(useCases),
        groupHandlers(useCases),
        accessHandlers(useCases),
        serviceAccountHandlers(useCases),
        profileHandlers(useCases),
        emailHandlers(useCases),
        passwordHandlers(useCases),
        metadataHandlers(useCases),
        sessionHandlers(useCases),
        signingKeyHandlers(useCases),
      ].map(auditing),
      // What programs do all day: of a player's first token the player's own account is the record.
      tokenHandlers(useCases),
      accessFeedHandlers(useCases),
      implement(AuditService, audit.handlers),
      implement(RefusalService, { recordRefusal: recordRefusal(audit.append) }),
    ],
    onRefused: audit.onRefused,
    verifier: verifierOf(config, life, useCases, ports.now, { hints, access }),
    logger,
    now: ports.now,
    reflection: config.reflection,
    tls,
  })
  return serveForLife(server, config, life, store)
}

async function openPorts(
  config: AuthConfig,
  life: Life,
  store: Store,
  overrides: Partial<Overrides> & Pick<Overrides, 'hints'>,
  tls: InnerTls | undefined,
): Promise<Omit<AuthPorts, keyof OwnAccess>> {
  const { logger, onStop } = life
  const { now = systemClock, passwords = PASSWORDS } = overrides
  const { hint } = overrides.hints
  const keyRings = await openKeyRings(config, life, store, hint)
  const hashKey = hashKeyOf({ hashKeys: store.collection(collections.hashKeys), newSecret })
  const users = auditedCollection<User>(store.collection(collections.users), USER, newId)
  const condition = openChannel({ addresses: config.conditionAddresses, services: [ConditionService], tls })
  onStop('channel to condition', () => condition.close())
  const signing = {
    keyRings,
    newSigningKey: () => newSigningKey(newId('key')),
    signAccessToken: accessTokenSigner({ issuer: config.tokenIssuer, audience: config.tokenAudience }),
    now,
  }
  return {
    ...signing,
    users: hintingUsers(keptUsers(users, hashKey), hint),
    sessions: hintingSessions(
      auditedCollection(store.collection(collections.sessions), SESSION, newId),
      hint,
    ),
    keyRotationMs: config.keyRotationMs,
    sessionLives: { longestMs: config.sessionLongestMs, idleMs: config.sessionIdleMs },
    administrators: store.collection(collections.administrators),
    metadataSchemas: auditedCollection(store.collection(collections.metadataSchemas), METADATA_SCHEMA, newId),
    ...mailPorts(overrides.mailer ?? mailerOf(config.mailUrl, life), life),
    groupPeople: store.collection(collections.groupPeople),
    permissions: PERMISSIONS,
    scopedPermissions: SCOPED_PERMISSIONS,
    passwords: argon2Passwords(passwords),
    ...limiting(config, store, hashKey, now),
    activities: overrides.activities ?? remoteActivities(condition, ownTokens(signing)),
    subjectTokens: { PLAYER_ID: playerIds },
    dormantAfterMs: config.dormantAfterMs,
    verifiesEmail: config.verifiesEmail,
    visitsUndelivered: (sessionId, err) => logger.debug({ err, sessionId }, 'visits are still owed'),
    newSecret,
    newId,
    random: Math.random,
  }
}

/** Limits are counted in the store, so that all replicas count together; the key of its hashes is there too. */
function limiting(limits: AuthConfig, store: Store, hashKey: () => Promise<HashKey>, now: Clock) {
  const keyedHash = keyedHashes(hashKey)
  const attempts = store.collection<Bucket>(collections.attempts)
  const limiter = createLimiter({ attempts, limits, keyedHash, now, random: Math.random })
  return { keyedHash, limiter: countedLimiter(limiter) }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

function openAccessHints({ natsUrl }: AuthConfig, { logger, onStop }: Life): Hints {
  const hints = openHints({ servers: natsUrl, name: 'auth', logger })
  onStop('hints', () => hints.close())
  return hints
}

/** Auth checks tokens as every service does, with what its own store has of keys, roles, groups and changed access. */
function verifierOf(
  { tokenIssuer: issuer, tokenAudience: audience }: AuthConfig,
  { logger, onStop }: Life,
  useCases: UseCases,
  now: Clock,
  { hints: { onHint }, access }: { readonly hints: Overrides['hints']; readonly access: CurrentAccess },
) {
  const watch = new AccessWatch({
    source: useCases.listAccessChanges,
    now,
    logger,
    onHint: listener => onHint(ACCESS_CHANGED, listener),
  })
  onStop('questions for access changes', () => watch.stop())
  const source = async () => ({ keys: (await useCases.getSigningKeys()).map(publicJwkOf) })
  const keys = new KeySet({ source, now, logger })
  return refusingRevoked(createTokenVerifier({ keys, issuer, audience, now, access }), watch)
}

async function makeFirstAdmin(useCases: UseCases, config: AuthConfig, { logger }: Life): Promise<void> {
  const { dataDir, adminEmail: email } = config
  const firstAdmin = await useCases.ensureFirstAdmin(() => firstCredentials(config))
  if (firstAdmin === 'made') logger.info({ email }, 'made the first administrator')
  if (firstAdmin !== 'made of others') return
  await forgetCredentials(dataDir)
  logger.warn({ email }, 'another process made the first administrator; its folder has the password')
}

async function firstCredentials({ dataDir, adminEmail: email, adminPassword: password }: AuthConfig) {
  return password === undefined ? credentialsInFile(dataDir, email) : { email, password }
}
