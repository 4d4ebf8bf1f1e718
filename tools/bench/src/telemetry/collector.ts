import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Takes spans as a collector does, in a process of its own. */
export interface Collector {
  /** What `OTEL_EXPORTER_OTLP_ENDPOINT` names. */
  readonly endpoint: string
  readonly pid: number
  /** How many spans have come so far. */
  spans(): Promise<number>
  stop(): Promise<void>
}

const ENTRY = join(import.meta.dirname, 'collector-main.ts')

export async function startCollector(): Promise<Collector> {
  // In a group of its own, as the systems are: a Ctrl-C ends it in its turn.
  const child = fork(ENTRY, { detached: true })
  const { port } = await told<{ port: number }>(child)
  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid: child.pid as number,
    async spans() {
      child.send('spans')
      return (await told<{ spans: number }>(child)).spans
    },
    async stop() {
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

async function told<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message')
  return message as T
}
