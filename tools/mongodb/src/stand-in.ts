import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Environment } from './run-tool.ts'
import { MongoSetupError } from './setup-error.ts'
import { standInClassPath } from './stand-in-files.ts'

export interface StandInOptions {
  readonly env: Environment
  /** Default 0: a free one. */
  readonly port?: number
  /** Where it is kept once fetched. Default: the checkout's `.cache/mongodb`. */
  readonly cacheDir?: string
  /** Gives up the start; has no effect afterwards. */
  readonly signal?: AbortSignal
}

/** A running stand-in for MongoDB. It keeps everything in memory: what was written is gone with the process. */
export interface StandIn {
  /** Without a database: `mongodb://127.0.0.1:PORT/?directConnection=true`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<void>
  /** SIGKILL, paused or not. Resolves when it has ended; may be called again. */
  kill(): Promise<void>
  /** SIGSTOP: it takes connections and answers nothing. */
  pause(): void
  /** SIGCONT. */
  resume(): void
}

const CACHE_DIR = join(import.meta.dirname, '..', '..', '..', '.cache', 'mongodb')
/** One core, little code: starting fast matters more than the last bit of speed. */
const JAVA = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xmx1g']

/**
 * Starts mongo-java-server with its memory backend on 127.0.0.1, as a process that ends with this one. Needs a JDK,
 * the first time Maven and the network too. Rejects with a `MongoSetupError` that says what is missing, or that the
 * port is in use.
 */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const { env, port = 0, cacheDir = CACHE_DIR, signal } = options
  const classPath = await standInClassPath(cacheDir, { env, signal })
  signal?.throwIfAborted()
  // A group of its own: a Ctrl-C that is meant for this process must not take the store away under its last writes.
  const child = spawn('java', [...JAVA, '-cp', classPath, 'StandIn', String(port)], { env, detached: true })
  const ended = new Promise<void>(over => child.once('close', () => over()))
  const bound = await listening(child, ended, port)
  return running(child, bound, ended)
}

function running(child: ChildProcess, port: number, ended: Promise<void>): StandIn {
  return {
    url: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    port,
    pid: child.pid as number,
    ended,
    kill: () => {
      child.kill('SIGKILL')
      return ended
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
  }
}

/** Resolves with the port that it says it listens on. */
async function listening(child: ChildProcess, ended: Promise<void>, port: number): Promise<number> {
  let complaint = ''
  child.stderr?.on('data', chunk => {
    complaint = (complaint + chunk).slice(-2_000)
  })
  const failed = once(child, 'error').then(([error]) => {
    throw new MongoSetupError(error.code === 'ENOENT' ? 'java: is not installed' : `java: ${error.message}`)
  })
  const over = ended.then(() => {
    throw new MongoSetupError(whyEnded(complaint.trim().split('\n').at(-1) ?? '', port))
  })
  const line = await Promise.race([firstLine(child), failed, over])
  return Number(line.split(' ').at(-1))
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new MongoSetupError('java: cannot be listened to')
  const [line] = await once(createInterface({ input: stdout }), 'line')
  return String(line)
}

function whyEnded(complaint: string, port: number): string {
  if (complaint === 'in use')
    return `port ${port} on 127.0.0.1 is in use; choose another, or stop what listens there`
  return `the stand-in did not start: ${complaint}`
}
