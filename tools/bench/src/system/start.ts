import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { BenchError } from '../bench-error.ts'
import type { Ready, Told } from './ready.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Whether there is `/metrics`, and where spans are sent, if anywhere. */
export interface Telemetry {
  readonly metrics: boolean
  readonly spansTo: string | undefined
}

/** A system that the bench measures. */
export interface MeasuredSystem extends Ready {
  readonly dataDir: string
  /** Ends all of its processes, in order. May be called again. */
  stop(): Promise<void>
}

export interface SystemOptions {
  readonly dataDir: string
  readonly env: Environment
  /** What its processes measure and send; default: what they do as they come. */
  readonly telemetry?: Telemetry
  /** Ends the system, also while it starts. */
  readonly signal: AbortSignal
  /** Told why when a process could not be kept running. */
  readonly onFailure: (reason: BenchError) => void
}

const ENTRY = join(import.meta.dirname, 'main.ts')

/** Starts a system on free ports. Resolves when it is ready; rejects with a `BenchError`, and then nothing is left running. */
export async function startMeasured(options: SystemOptions): Promise<MeasuredSystem> {
  const { dataDir, signal, telemetry = { metrics: true, spansTo: undefined } } = options
  const env = { ...ownEnvironment(options.env), OTEL_EXPORTER_OTLP_ENDPOINT: telemetry.spansTo }
  const args = [dataDir, ...(telemetry.metrics ? [] : ['no-metrics'])]
  // In a group of its own, which a Ctrl-C does not reach: it ends in order, when it is told to.
  const child = fork(ENTRY, args, { env, detached: true })
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  const stop = () => {
    if (child.connected) child.disconnect()
    return ended
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    const ready = await readyFrom(child, options)
    return { ...ready, pids: { ...ready.pids, launcher: child.pid as number }, dataDir, stop }
  } catch (err) {
    await stop()
    throw err
  }
}

function readyFrom(child: ChildProcess, { onFailure }: SystemOptions): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => {
      const reason = new BenchError(why)
      reject(reason)
      onFailure(reason)
    }
    child.on('message', (told: Told) => ('ready' in told ? resolve(told.ready) : fail(told.failed)))
    child.once('error', err => reject(new BenchError(`the system cannot be started: ${err.message}`)))
    child.once('exit', code => reject(new BenchError(`the system ended before it was ready (${code})`)))
  })
}

/** Measured is the system as it comes, not as somebody's shell has set it up. */
function ownEnvironment(env: Environment): NodeJS.ProcessEnv {
  const foreign = (name: string) => /^(REWARDS_|OTEL_|NATS_URL$|MONGODB_URL$)/.test(name)
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign(name)))
}
