import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AccessService,
  AuthService,
  BindingService,
  GroupService,
  RoleService,
  SessionService,
  SigningKeyService,
  UserService,
  UserStateService,
} from '@rewards/contracts/auth'
import { servicesOf } from '@rewards/contracts/services'
import { mongodbUrlOf } from '@rewards/mongodb/testing'
import { createLogger, type Life } from '@rewards/process'
import { type Client, createClient, openChannel } from '@rewards/rpc'
import { type Overrides, startAuth } from '../src/auth-service.ts'
import { type AuthConfig, readConfig } from '../src/config.ts'
import type { PasswordOptions } from '../src/infrastructure/passwords/argon2-passwords.ts'

export const ADMIN = { email: 'root@rewards.example', password: 'a long enough password' }
/** The least that argon2 allows, so that tests are not about hashing. */
export const CHEAP: PasswordOptions = {
  cost: { memoryKiB: 8, passes: 1, lanes: 1 },
  atOnce: 2,
  waiting: 256,
}

/** Things to stop, the last first. */
export function testLife(): Life & { stop(): Promise<void> } {
  const steps: (() => Promise<void> | void)[] = []
  return {
    logger: createLogger({ service: 'auth', level: 'silent' }),
    stopping: new AbortController().signal,
    onStop: (_name, stop) => steps.push(stop),
    async stop() {
      for (let step = steps.pop(); step; step = steps.pop()) await step()
    },
  }
}

export interface Running {
  readonly port: number
  readonly dataDir: string
  readonly auth: Client<typeof AuthService>
  readonly users: Client<typeof UserService>
  readonly states: Client<typeof UserStateService>
  readonly sessions: Client<typeof SessionService>
  readonly signingKeys: Client<typeof SigningKeyService>
  readonly roles: Client<typeof RoleService>
  readonly bindings: Client<typeof BindingService>
  readonly groups: Client<typeof GroupService>
  readonly access: Client<typeof AccessService>
  /** Keeps the data. */
  stop(): Promise<void>
}

export interface Wanted {
  readonly dataDir: string
  readonly config?: Partial<AuthConfig>
  readonly overrides?: Partial<Overrides>
}

export function tempDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'auth-test-'))
}

export function removeDir(dir: string): Promise<void> {
  return rm(dir, { recursive: true, force: true })
}

/** A real auth service on a port of its own; its first administrator is `ADMIN`. Where condition is not named, it takes all. */
export async function runAuth({ dataDir, config, overrides }: Wanted): Promise<Running> {
  const life = testLife()
  const defaults = readConfig({ REWARDS_ADMIN_EMAIL: ADMIN.email, REWARDS_ADMIN_PASSWORD: ADMIN.password })
  const whole = { ...defaults.config, port: 0, dataDir, mongodbUrl: mongodbUrlOf(dataDir), ...config }
  const activities = config?.conditionAddresses ? {} : { activities: { record: async () => undefined } }
  try {
    const { port } = await startAuth(whole, life, {
      passwords: CHEAP,
      accessEveryMs: 20,
      ...activities,
      ...overrides,
    })
    const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: servicesOf.auth })
    life.onStop('client', () => channel.close())
    const clients = {
      auth: createClient(AuthService, channel),
      users: createClient(UserService, channel),
      states: createClient(UserStateService, channel),
      sessions: createClient(SessionService, channel),
      signingKeys: createClient(SigningKeyService, channel),
      roles: createClient(RoleService, channel),
      bindings: createClient(BindingService, channel),
      groups: createClient(GroupService, channel),
      access: createClient(AccessService, channel),
    }
    return { port, dataDir, ...clients, stop: life.stop }
  } catch (error) {
    await life.stop()
    throw error
  }
}

let people = 0

/** Somebody new, with whatever the test is about. */
export function person(given: { email?: string; password?: string; displayName?: string } = {}) {
  people += 1
  return { email: `ann${people}@example.com`, password: 'correct horse', displayName: 'Ann', ...given }
}

/** Call options of the first administrator. */
export async function asAdmin({ auth }: Running): Promise<{ token: string }> {
  const { tokens } = await auth.signIn(ADMIN)
  return { token: tokens?.accessToken ?? '' }
}
