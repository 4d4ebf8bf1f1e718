import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { openChannel } from '@rewards/rpc'
import { clientsOver } from './running-reward.ts'

export const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url))

const running = new Set<ChildProcess>()

/** The service as a process of its own, and its clients. Rejects when it does not come to listen. */
export async function startReplica(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  const exited = once(child, 'exit')
  const port = await Promise.race([portOf(child.stdout), exited.then(() => undefined)])
  if (port === undefined) throw new Error('the process ended before it listened')
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services: [] })
  return {
    ...clientsOver(channel),
    /** Ends it with this signal; resolves to its exit code, or the signal that ended it. */
    async end(signal: NodeJS.Signals): Promise<unknown> {
      child.kill(signal)
      const [code, by] = await exited
      running.delete(child)
      channel.close()
      return code ?? by
    },
  }
}

export type Replica = Awaited<ReturnType<typeof startReplica>>

/** Kills those that a failed test left behind. */
export function killReplicas(): void {
  for (const child of running) child.kill('SIGKILL')
}

async function portOf(stdout: NodeJS.ReadableStream): Promise<number | undefined> {
  for await (const line of createInterface({ input: stdout })) {
    const { msg, port } = JSON.parse(line)
    if (msg === 'listening') {
      stdout.resume()
      return port
    }
  }
  return undefined
}
