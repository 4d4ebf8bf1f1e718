import { cpSync, existsSync, renameSync, rmSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { leftoverServer } from '@rewards/broker'
import { deleteConsumer, deleteStream } from '@rewards/broker/foreign'
import type { RunningSystem } from '@rewards/launcher'
import { BROKER } from '../faults/kinds.ts'

/** What is asked of the system that the broker belongs to. */
export type BrokersSystem = Pick<RunningSystem, 'kill' | 'natsUrl'>

/** The broker of a system under torture: the nats-server, and the process of the launcher's that runs it. */
export class TargetBroker {
  readonly #system: BrokersSystem
  readonly #folder: string

  /** `folder`: where it keeps everything. */
  constructor(system: BrokersSystem, folder: string) {
    this.#system = system
    this.#folder = folder
  }

  /** The process id of the nats-server; absent while there is none. */
  server(): Promise<number | undefined> {
    return leftoverServer(this.#folder)
  }

  /**
   * kill -9 of the process that runs the server, and of the server, where there is one; while there is none, since the last
   * one was killed just before, it may have begun another one.
   */
  kill(): Promise<void> {
    return this.#whileDown(async () => undefined)
  }

  /** kill -9; its storage is removed before it is started again, and kept as the copy for `rollBack`. */
  wipe(): Promise<void> {
    return this.#whileDown(async () => {
      this.#keepCopy()
      rmSync(this.#folder, { recursive: true, force: true })
    })
  }

  /** kill -9; it comes back with the storage as it was when it was wiped or rolled back before, or now for the first time. */
  rollBack(): Promise<void> {
    return this.#whileDown(async () => {
      const older = `${this.#copy}-older`
      rmSync(older, { recursive: true, force: true })
      if (existsSync(this.#copy)) renameSync(this.#copy, older)
      this.#keepCopy()
      if (!existsSync(older)) return
      rmSync(this.#folder, { recursive: true, force: true })
      renameSync(older, this.#folder)
    })
  }

  /** kill -9; it is started again when the work is done. */
  down(meanwhile: () => Promise<unknown>): Promise<void> {
    return this.#whileDown(meanwhile)
  }

  /** Deletes a stream with all that is in it, and its consumers. Rejects when it does not answer within some seconds. */
  deleteStream(name: string): Promise<void> {
    return deleteStream(this.#system.natsUrl, name)
  }

  /** Deletes a durable of a stream; where it is not there, nothing. */
  deleteConsumer(stream: string, durable: string): Promise<void> {
    return deleteConsumer(this.#system.natsUrl, stream, durable)
  }

  get #copy(): string {
    return `${this.#folder}-copy`
  }

  #keepCopy(): void {
    rmSync(this.#copy, { recursive: true, force: true })
    if (existsSync(this.#folder)) cpSync(this.#folder, this.#copy, { recursive: true })
  }

  /** The work is done while neither the server nor the process that runs it is there. */
  async #whileDown(work: () => Promise<unknown>): Promise<void> {
    await this.#system.kill(BROKER, async () => {
      await this.#endServer()
      await this.#hasEnded()
      await work()
    })
  }

  async #endServer(): Promise<void> {
    const server = await this.server()
    if (server !== undefined) process.kill(server, 'SIGKILL')
  }

  async #hasEnded(): Promise<void> {
    while ((await this.server()) !== undefined) await sleep(5)
  }
}
