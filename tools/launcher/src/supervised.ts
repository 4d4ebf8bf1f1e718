import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { endInOrder, endWith, isRunning } from './child.ts'
import { LaunchError } from './launch-error.ts'
import type { LogFile } from './log-file.ts'
import { probeTlsOf } from './probe-tls.ts'
import { PROBES, type Probe } from './probes.ts'
import { ProcessOutput } from './process-output.ts'
import { Restarts } from './restarts.ts'

/** One process of the system: what to run, and how to know that it does its work. */
export interface ProcessPlan {
  readonly name: string
  /** The service that it is a process of. */
  readonly service: string
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
  readonly readyWithinMs: number
  /** Called with each new process. */
  readonly onSpawn: () => void
}

/** How long an orderly end may take; longer than any service's own limit for it. */
const STOP_WITHIN_MS = 20_000

/** A process that is started again when it ends by itself, in a group of its own (a Ctrl-C does not reach it). */
export class Supervised {
  readonly plan: ProcessPlan
  readonly #options: SupervisedOptions
  readonly #output: ProcessOutput
  readonly #restarts: Restarts
  #child: ChildProcess | undefined
  #nextStart: NodeJS.Timeout | undefined
  /** No start before this: somebody does something that must be done while it is down. */
  #held: Promise<void> = Promise.resolve()
  /** It is started again when it ends by itself. */
  #kept: boolean = false
  #stopped: boolean = false
  #givenUp: LaunchError | undefined
  #restarting: Promise<void> | undefined

  constructor(plan: ProcessPlan, options: SupervisedOptions) {
    this.plan = plan
    this.#options = options
    this.#output = new ProcessOutput(options.log, options.say)
    this.#restarts = new Restarts(options.giveUpAfter)
  }

  /** The process id, while there is a process. */
  get pid(): number | undefined {
    return isRunning(this.#child) ? this.#child.pid : undefined
  }

  /** Starts it and resolves when it is ready; rejects with a `LaunchError` when it ends before, or takes too long. */
  async start(signal: AbortSignal): Promise<void> {
    this.#spawn()
    await this.ready(signal)
    this.#kept = !this.#stopped
  }

  /** Resolves when it does its work. Rejects with a `LaunchError` when it takes too long, or is not kept running. */
  async ready(signal?: AbortSignal): Promise<void> {
    const { readyWithinMs } = this.#options
    const askedAt = performance.now()
    while (!(await this.#answers())) {
      signal?.throwIfAborted()
      if (this.#givenUp) throw this.#givenUp
      if (!this.#kept && !isRunning(this.#child)) throw this.#failure('ended before it was ready')
      // One that waits for something, such as a MongoDB that is not there yet, warns of it again and again.
      if (performance.now() - Math.max(askedAt, this.#output.warnedAt) > readyWithinMs)
        throw this.#failure(`was not ready within ${readyWithinMs / 1000} s`)
      await sleep(50)
    }
  }

  #answers(): Promise<boolean> {
    const { probe, port, service, env } = this.plan
    return PROBES[probe](port, probeTlsOf(service, env))
  }

  /** Ends it in order and starts it again; resolves when it is ready. A restart under way is joined. */
  restart(): Promise<void> {
    this.#restarting ??= this.#restart().finally(() => {
      this.#restarting = undefined
    })
    return this.#restarting
  }

  /** kill -9; resolves when it has ended and `whileDown` is done. Only then is it started again, as after any other end. */
  async kill(whileDown: () => Promise<void>): Promise<void> {
    if (!isRunning(this.#child)) throw new LaunchError(`${this.plan.name} does not run at this moment`)
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#held = promise
    try {
      await endWith(this.#child, 'SIGKILL')
      await whileDown()
    } finally {
      resolve()
    }
  }

  /** Ends it, by force when it does not end by itself. It is not started again. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#end()
  }

  async #restart(): Promise<void> {
    await this.#end()
    if (this.#stopped) throw new LaunchError(`${this.plan.name} is stopped`)
    this.#spawn()
    this.#kept = true
    await this.ready()
  }

  async #end(): Promise<void> {
    this.#kept = false
    clearTimeout(this.#nextStart)
    if (isRunning(this.#child)) await endInOrder(this.#child, STOP_WITHIN_MS)
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

  async #startAgain(): Promise<void> {
    await this.#held
    if (this.#kept && !isRunning(this.#child)) this.#spawn()
  }

  #ended(lifeMs: number, how: string): void {
    if (!this.#kept) return
    const pauseMs = this.#restarts.pauseAfter(lifeMs)
    if (pauseMs === undefined) {
      this.#givenUp = this.#failure('ends again and again')
      this.#options.onGivenUp(this.#givenUp)
      return
    }
    this.#options.say(`ended unexpectedly (${how}); it is started again`)
    this.#nextStart = setTimeout(() => void this.#startAgain(), pauseMs)
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
