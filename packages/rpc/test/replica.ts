import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { type Channel, type Client, createClient, openChannel } from '../src/index.ts'
import { EchoService, type EchoServiceDesc } from './echo-service.ts'

const PROGRAM = path.join(import.meta.dirname, 'replica-process.ts')

/** An echo server in a process of its own; every method answers with its name. */
export interface Replica extends AsyncDisposable {
  readonly name: string
  readonly port: number
  signal(signal: NodeJS.Signals): void
  readonly gone: Promise<unknown>
}

/** Starts one that takes `delayMs` for an answer, on a free port or on this one; it is killed at the end of the block. */
export async function startReplica(name: string, { delayMs = 3, port = 0 } = {}): Promise<Replica> {
  const args = [PROGRAM, name, String(port), String(delayMs)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const dispose = async () => {
    child.kill('SIGKILL')
    await gone
  }
  const signal = (name: NodeJS.Signals) => void child.kill(name)
  return { name, port: Number(line.toString()), signal, gone, [Symbol.asyncDispose]: dispose }
}

export interface Caller extends Disposable {
  readonly channel: Channel
  readonly client: Client<EchoServiceDesc>
  /** The name of the replica that answered a call which needs no token. */
  ask(): Promise<string>
}

/** A client of these replicas. */
export function callerOf(...replicas: readonly { readonly port: number }[]): Caller {
  const addresses = replicas.map(({ port }) => `127.0.0.1:${port}`)
  const channel = openChannel({ addresses, services: [EchoService] })
  const client = createClient(EchoService, channel)
  const ask = async () => (await client.open({})).text
  return { channel, client, ask, [Symbol.dispose]: () => channel.close() }
}

/** Who answers so many calls, one after the other. */
export async function answering({ ask }: Caller, calls = 20): Promise<string[]> {
  const names = new Set<string>()
  for (let i = 0; i < calls; i++) names.add(await ask())
  return [...names].toSorted((a, b) => a.localeCompare(b))
}
