import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import type { Metadata } from '@grpc/grpc-js'
import {
  AuditService,
  type ClaimRewardRequest,
  ClaimRewardRequestSchema,
  type ClaimRewardResponse,
  ClaimRewardResponseSchema,
  ClaimService,
  DeadLetterService,
  EventService,
} from '@rewards/contracts/event'
import type { Life } from '@rewards/process'
import { createClient, openChannel } from '@rewards/rpc'
import { readConfig } from '../src/config.ts'
import { type Overrides, startEvent } from '../src/event-service.ts'
import { quiet } from './claim-callers.ts'

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

export type Environment = Readonly<Record<string, string>>

/** An event service that answers, and clients of it that repeat nothing by themselves. */
export interface EventProcess {
  readonly claims: ReturnType<typeof clientsOf>['claims']
  readonly events: ReturnType<typeof clientsOf>['events']
  readonly deadLetters: ReturnType<typeof clientsOf>['deadLetters']
  readonly audit: ReturnType<typeof clientsOf>['audit']
  /** ClaimReward with headers of the test's own. */
  readonly claimRaw: ReturnType<typeof clientsOf>['claimRaw']
  /** Ends it in order, and its clients. */
  stop(): Promise<void>
}

/** One that is a process of its own. */
export interface EventProcessApart extends EventProcess {
  /** kill -9. Its clients get `unavailable` from then on. */
  kill(): Promise<void>
}

function clientsOf(port: number) {
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  return {
    claims: createClient(ClaimService, channel),
    events: createClient(EventService, channel),
    deadLetters: createClient(DeadLetterService, channel),
    audit: createClient(AuditService, channel),
    claimRaw: (request: { eventId: string; idempotencyKey: string }, headers: Metadata) =>
      new Promise<ClaimRewardResponse>((resolve, reject) => {
        channel.grpc.makeUnaryRequest(
          '/rewards.event.v1.ClaimService/ClaimReward',
          (message: ClaimRewardRequest) => Buffer.from(toBinary(ClaimRewardRequestSchema, message)),
          (bytes: Buffer) => fromBinary(ClaimRewardResponseSchema, bytes),
          create(ClaimRewardRequestSchema, request),
          headers,
          (error, answer) => (answer ? resolve(answer) : reject(error)),
        )
      }),
    close: () => channel.close(),
  }
}

/** Starts the service in this process, with what the test puts in place of the real thing. */
export async function startHere(env: Environment, overrides: Partial<Overrides>): Promise<EventProcess> {
  const steps: (() => Promise<void> | void)[] = []
  const life: Life = {
    logger: quiet,
    stopping: new AbortController().signal,
    onStop: (_, step) => steps.unshift(step),
  }
  const { port } = await startEvent(readConfig(env).config, life, overrides)
  const { close, ...clients } = clientsOf(port)
  return {
    ...clients,
    async stop() {
      close()
      for (const step of steps.splice(0)) await step()
    },
  }
}

/** Starts the service as a process of its own. Rejects when it does not come to listen. */
export async function startApart(env: Environment): Promise<EventProcessApart> {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const port = await portOf(child)
  if (port === undefined) throw new Error('the process ended before it listened')
  const { close, ...clients } = clientsOf(port)
  return {
    ...clients,
    async stop() {
      close()
      child.kill('SIGTERM')
      await exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function portOf(child: ChildProcess): Promise<number | undefined> {
  if (!child.stdout) return undefined
  for await (const line of createInterface({ input: child.stdout })) {
    const { msg, port } = JSON.parse(line) as { msg?: string; port?: number }
    if (msg !== 'listening') continue
    child.stdout.resume()
    return port
  }
  return undefined
}
