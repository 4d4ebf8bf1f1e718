import type { Environment } from '@rewards/process'
import type { Places } from './environment.ts'
import { LaunchError } from './launch-error.ts'
import { noteProcesses } from './leftovers.ts'
import { LogFile } from './log-file.ts'
import { logPath } from './places.ts'
import type { Replica, ReplicaTable } from './process-table.ts'
import { Supervised } from './supervised.ts'

export interface ProcessesOptions {
  /** By the process's name. */
  readonly environments: ReadonlyMap<string, Environment>
  readonly say: (line: string) => void
  readonly giveUpAfter: number
  readonly readyWithinMs: number
}

const NAME_WIDTH = 12

/** The processes of a system, started stage by stage and stopped the other way round. */
export class Processes {
  /** Resolves when one of them could not be kept running. */
  readonly failed: Promise<LaunchError>
  readonly #places: Places
  readonly #options: ProcessesOptions
  readonly #replicas: readonly Replica[]
  readonly #stages: readonly (readonly Supervised[])[]
  readonly #logs: LogFile[] = []
  readonly #fail: (reason: LaunchError) => void

  constructor(table: ReplicaTable, places: Places, options: ProcessesOptions) {
    const { promise, resolve } = Promise.withResolvers<LaunchError>()
    this.failed = promise
    this.#fail = resolve
    this.#places = places
    this.#options = options
    this.#replicas = table.flat()
    this.#stages = table.map(stage => stage.map(replica => this.#supervised(replica)))
  }

  /** Resolves when all are ready. Rejects when one is not; what was started by then is left to `stop`. */
  async start(signal: AbortSignal): Promise<void> {
    for (const stage of this.#stages) {
      // All of them settle, so that none is still being started when the failure is told.
      const started = await Promise.allSettled(stage.map(supervised => this.#start(supervised, signal)))
      const failure = started.find(({ status }) => status === 'rejected')
      if (failure?.status === 'rejected') throw failure.reason
    }
  }

  async stop(): Promise<void> {
    for (const stage of this.#stages.toReversed()) await Promise.all(stage.map(one => one.stop()))
    this.#note()
    for (const log of this.#logs) log.close()
  }

  /** The process of this name. Throws a `LaunchError` when there is none. */
  named(name: string): Supervised {
    const all = this.#stages.flat()
    const found = all.find(({ plan }) => plan.name === name)
    if (found) return found
    const names = all.map(({ plan }) => plan.name).join(', ')
    throw new LaunchError(`there is no process ${JSON.stringify(name)}; there are ${names}`)
  }

  pids(): Map<string, number> {
    const all = this.#stages.flat().map(({ plan, pid }) => [plan.name, pid] as const)
    return new Map(all.flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid]])))
  }

  async #start(supervised: Supervised, signal: AbortSignal): Promise<void> {
    await supervised.start(signal)
    const { name, port } = supervised.plan
    this.#options.say(`${name.padEnd(NAME_WIDTH)}ready on 127.0.0.1:${port}`)
  }

  #supervised(replica: Replica): Supervised {
    const { name, service, entry, probe } = replica
    const plan = { name, service, entry, probe, port: this.#places.ports.get(replica.name) as number }
    const { environments, say, giveUpAfter, readyWithinMs } = this.#options
    const log = new LogFile(logPath(this.#places.dataDir, name))
    this.#logs.push(log)
    return new Supervised(
      { ...plan, env: environments.get(name) ?? {} },
      {
        log,
        say: line => say(`${name.padEnd(NAME_WIDTH)}${line}`),
        onGivenUp: this.#fail,
        giveUpAfter,
        readyWithinMs,
        onSpawn: () => this.#note(),
      },
    )
  }

  #note(): void {
    const pids = this.pids()
    const running = this.#replicas.flatMap(({ name, entry }) => {
      const pid = pids.get(name)
      return pid === undefined ? [] : [{ name, entry, pid }]
    })
    noteProcesses(this.#places.dataDir, running)
  }
}
