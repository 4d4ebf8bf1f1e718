import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { LaunchError } from './launch-error.ts'
import type { LogFile } from './log-file.ts'
import { PROBES, type Probe } from './probes.ts'
import { ProcessOutput } from './process-output.ts'
import { Restarts } from './restarts.ts'

/** One process of the system: what to run, and how to know that it does its work. */
export interface ProcessPlan {
  readonly name: string
  /** The program that Node runs. */
  readonly entry: string
  /** The port of 127.0.0.1 that it is to listen on. */
  readonly port: number
  readonly probe: Probe
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface SupervisedOptions {
  readonly log: LogFile
  /** Shows a line on the screen. */
  readonly say: (line: string) => void
  /** Called when the process was ready once and now ends again and again. */
  readonly onGivenUp: (reason: LaunchError) => void
  readonly giveUpAfter: number
  /** Called with each new process. */
  readonly onSpawn: () => void
}

/** How long an orderly end may take; longer than any service's own limit for it. */
const STOP_WITHIN_MS = 20_000
const READY_WITHIN_MS = 30_000

/** A process that is started again when it ends by itself, in a group of its own (a Ctrl-C does not reach it). */
export class Supervised {
  readonly plan: ProcessPlan
  readonly #options: SupervisedOptions
  readonly #output: ProcessOutput
  readonly #restarts: Restarts
  #child: ChildProcess | undefined
  #nextStart: NodeJS.Timeout | undefined
  /** Between being ready and being stopped: it is started again when it ends. */
  #kept: boolean = false

  constructor(plan: ProcessPlan, options: SupervisedOptions) {
    this.plan = plan
    this.#options = options
    this.#output = new ProcessOutput(options.log, options.say)
    this.#restarts = new Restarts(options.giveUpAfter)
  }

  /** The process id, while there is a process. */
  get pid(): number | undefined {
    return isRunning(this.#child) ? this.#child?.pid : undefined
  }

  /** Starts it and resolves when it is ready; rejects with a `LaunchError` when it ends before, or takes too long. */
  async start(signal: AbortSignal): Promise<void> {
    this.#spawn()
    const deadline = performance.now() + READY_WITHIN_MS
    while (!(await PROBES[this.plan.probe](this.plan.port))) {
      signal.throwIfAborted()
      if (!isRunning(this.#child)) throw this.#failure('ended before it was ready')
      if (performance.now() > deadline)
        throw this.#failure(`was not ready within ${READY_WITHIN_MS / 1000} s`)
      await sleep(50)
    }
    this.#kept = true
  }

  /** Ends it, by force when it does not end by itself. It is not started again. */
  async stop(): Promise<void> {
    this.#kept = false
    clearTimeout(this.#nextStart)
    const child = this.#child
    if (child?.pid === undefined || !isRunning(child)) return
    const ended = new Promise(resolve => child.once('exit', resolve))
    const force = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOP_WITHIN_MS)
    child.kill('SIGTERM')
    await ended
    clearTimeout(force)
  }

  #spawn(): void {
    const bornAt = performance.now()
    const { entry, env } = this.plan
    // Its standard input is never written to: that it closes tells the process that the launcher is gone.
    const child = spawn(process.execPath, [entry], { env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    this.#child = child
    this.#output.follow(child)
    child.once('error', err => this.#options.say(`cannot run ${process.execPath}: ${err.message}`))
    child.once('exit', (code, signal) =>
      this.#ended(performance.now() - bornAt, signal ?? `exit code ${code}`),
    )
    this.#options.onSpawn()
  }

  #ended(lifeMs: number, how: string): void {
    if (!this.#kept) return
    const pauseMs = this.#restarts.pauseAfter(lifeMs)
    if (pauseMs === undefined) {
      this.#options.onGivenUp(this.#failure('ends again and again'))
      return
    }
    this.#options.say(`ended unexpectedly (${how}); it is started again`)
    this.#nextStart = setTimeout(() => this.#spawn(), pauseMs)
  }

  #failure(what: string): LaunchError {
    const { log } = this.#options
    const { tail } = this.#output
    const reasons = tail.filter(line => line.includes(' did not start: '))
    if (reasons.length > 0) return new LaunchError(`${reasons.join('; ')} (see ${log.path})`)
    const said = tail.map(line => `\n    ${line}`).join('')
    return new LaunchError(`${this.plan.name} ${what}; its log is ${log.path}, and ends with:${said}`)
  }
}

function isRunning(child: ChildProcess | undefined): boolean {
  return child?.pid !== undefined && child.exitCode === null && child.signalCode === null
}

function signalGroup(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, name)
  } catch (err) {
    if ((err as { code?: unknown }).code !== 'ESRCH') throw err
  }
}
