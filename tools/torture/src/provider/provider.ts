import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from '../stores/place.ts'
import { TortureError } from '../torture-error.ts'
import { argumentsOf, MISBEHAVING, type ProviderBehaviour } from './behaviour.ts'

/** The name of its process among those that are struck. */
export const PROVIDER = 'provider'

/** A provider outside of the system under torture, in a process that is started again however often it ends. */
export interface OutsideProvider {
  /** What reward has to find in its environment to pay badges there. */
  readonly env: Environment
  /** While it runs. */
  readonly pid: number | undefined
  /** kill -9; resolves when it has ended. */
  kill(): Promise<void>
  /** Resolves when it answers. */
  ready(): Promise<void>
  /** Leaves no process. */
  stop(): Promise<void>
}

const MAIN = join(import.meta.dirname, 'main.ts')
const DOWN_MS = 200
const READY_WITHIN_MS = 30_000

/** Starts it with the books in this file, which may be there already. Rejects with a sentence when it does not start. */
export async function startProvider(
  ledger: string,
  env: Environment,
  behaviour: Partial<ProviderBehaviour> = {},
): Promise<OutsideProvider> {
  const whole = { ...MISBEHAVING, ...behaviour }
  const secret = `whsec_${randomBytes(32).toString('base64')}`
  const running = new ProviderProcess([`--ledger=${ledger}`, ...argumentsOf(whole)], {
    ...env,
    PROVIDER_SECRET: secret,
  })
  await running.start()
  return {
    env: {
      REWARDS_PROVIDER_URL: `http://127.0.0.1:${running.port}/grants`,
      REWARDS_PROVIDER_TYPES: 'BADGE',
      REWARDS_PROVIDER_KEYS: whole.keys,
      REWARDS_PROVIDER_NAME: undefined,
      REWARDS_PROVIDER_SECRET: secret,
      REWARDS_PROVIDER_TIMEOUT: undefined,
    },
    get pid() {
      return running.pid
    },
    kill: () => running.kill(),
    ready: () => running.ready(),
    stop: () => running.stop(),
  }
}

class ProviderProcess {
  readonly #args: readonly string[]
  readonly #env: Environment
  #child: ChildProcess | undefined
  #port = 0
  #isStopped = false
  #again: NodeJS.Timeout | undefined

  constructor(args: readonly string[], env: Environment) {
    this.#args = args
    this.#env = env
  }

  get port(): number {
    return this.#port
  }

  get pid(): number | undefined {
    return isRunning(this.#child) ? this.#child.pid : undefined
  }

  async start(): Promise<void> {
    const child = this.#spawn()
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })
    const [line] = (await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => [])])) as string[]
    if (line === undefined) throw new TortureError('the provider did not start; what it said stands above')
    this.#port = JSON.parse(line).port
    child.once('exit', () => this.#restart())
  }

  async ready(): Promise<void> {
    const url = `http://127.0.0.1:${this.#port}/`
    for (const askedAt = performance.now(); !(await answers(url)); await sleep(50))
      if (performance.now() - askedAt > READY_WITHIN_MS)
        throw new TortureError(`the provider was not ready within ${READY_WITHIN_MS / 1_000} s`)
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!isRunning(child)) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#again)
    await this.kill()
  }

  #spawn(): ChildProcess {
    // In a group of its own, so that a Ctrl-C does not reach it; that its input closes tells it that the run is gone.
    const child = spawn(process.execPath, [MAIN, `--port=${this.#port}`, ...this.#args], {
      env: this.#env,
      detached: true,
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child = child
    return child
  }

  #restart(): void {
    if (this.#isStopped) return
    this.#again = setTimeout(() => {
      this.#spawn().once('exit', () => this.#restart())
    }, DOWN_MS)
  }
}

function isRunning(child: ChildProcess | undefined): child is ChildProcess {
  return child !== undefined && child.exitCode === null && child.signalCode === null
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
