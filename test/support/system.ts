import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningSystem, readFirstAdmin, startSystem } from '@rewards/launcher'
import { isAlive, until } from '../../tools/launcher/test/support.ts'
import { type Answer, type Call, type Json, jsonCalls } from './json-calls.ts'

/** The whole system, as `npm start` starts it, on free ports and a folder of its own. */
export interface TestSystem extends AsyncDisposable {
  readonly running: RunningSystem
  readonly dataDir: string
  /** Of each gateway in turn. */
  readonly call: Call
  /** The first administrator's access token. */
  readonly admin: string
  /** A new user with these roles. */
  person(roles?: readonly string[]): Promise<Person>
  /** kill -9 of a process (`event-2`, `nats-server` …); resolves when it has ended. The launcher starts it again. */
  kill(name: string): Promise<void>
  /** Stops a process as it stands; the returned function lets it go on. */
  pause(name: string): () => void
}

export interface TestSystemOptions {
  /** How many processes of the gateway and of each service. Default 1. */
  readonly replicas?: number
  /** What the processes find in their environment beside this process's own. */
  readonly env?: Readonly<Record<string, string>>
}

export interface Person {
  readonly userId: string
  readonly token: string
}

const PASSWORD = 'correct horse battery'

export async function startTestSystem(options: TestSystemOptions = {}): Promise<TestSystem> {
  const { replicas = 1, env = {} } = options
  const dataDir = mkdtempSync(join(tmpdir(), 'rewards-whole-'))
  const running = await startSystem({
    dataDir,
    port: 0,
    replicas,
    env: { ...process.env, ...env },
    giveUpAfter: Number.POSITIVE_INFINITY,
  })
  const call = jsonCalls(...running.urls)
  const admin = ok(await call('AuthService/SignIn', readFirstAdmin(dataDir))).tokens.accessToken
  let people = 0
  const pidOf = (name: string) => {
    const pid = name === 'nats-server' ? brokerPid(dataDir) : running.pids().get(name)
    if (pid === undefined) throw new Error(`${name} does not run`)
    return pid
  }
  return {
    running,
    dataDir,
    call,
    admin,
    async person(roles = []) {
      const email = `person${people++}@example.com`
      const { user } = ok(await call('AuthService/SignUp', { email, password: PASSWORD, displayName: 'P' }))
      if (roles.length > 0) {
        const change = { userId: user.userId, roles, expectedRevision: user.revision }
        ok(await call('UserService/SetRoles', change, admin))
      }
      const { tokens } = ok(await call('AuthService/SignIn', { email, password: PASSWORD }))
      return { userId: user.userId, token: tokens.accessToken }
    },
    pause(name) {
      const pid = pidOf(name)
      process.kill(pid, 'SIGSTOP')
      return () => process.kill(pid, 'SIGCONT')
    },
    async kill(name) {
      const pid = pidOf(name)
      process.kill(pid, 'SIGKILL')
      await until(`${name} has ended`, () => !isAlive(pid))
    },
    async [Symbol.asyncDispose]() {
      await running.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function brokerPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, 'broker', 'nats-server.pid'), 'utf8'))
}

/** The message of a good answer; throws what was said otherwise. */
export function ok({ code, body }: Answer): Json {
  if (code !== 'ok') throw new Error(JSON.stringify(body))
  return body
}

const HOUR_MS = 3_600_000
const time = (ms: number) => new Date(ms).toISOString()
let made = 0

/** An event as it is sent: it runs now, without conditions, with one reward of 10 points. */
export function eventDraft(changes: Json = {}): Json {
  return {
    name: 'Spring',
    startsAt: time(Date.now() - HOUR_MS),
    endsAt: time(Date.now() + 24 * HOUR_MS),
    rewards: [{ rewardId: 'rwd_a', name: 'Points', point: { amount: 10 } }],
    ...changes,
  }
}

/** Makes an event and brings it to this status, if it is not READY. */
export async function makeEvent(
  { call, admin }: TestSystem,
  changes: Json = {},
  status = 'ACTIVE',
): Promise<Json> {
  const request = { idempotencyKey: `event ${made++}`, event: eventDraft(changes) }
  const { event } = ok(await call('EventService/CreateEvent', request, admin))
  if (status === 'READY') return event
  const { eventId, revision } = event
  const change = { eventId, expectedRevision: revision, status: `EVENT_STATUS_${status}` }
  return ok(await call('EventService/ChangeEventStatus', change, admin)).event
}

/** Resolves to the claim when it has come to its end. */
export async function closedClaim({ call }: TestSystem, claimId: string, token: string): Promise<Json> {
  let claim: Json
  await until(
    `${claimId} is closed`,
    async () => {
      claim = ok(await call('ClaimService/GetClaim', { claimId }, token)).claim
      return claim.state !== 'CLAIM_STATE_REQUESTED'
    },
    60_000,
  )
  return claim
}
