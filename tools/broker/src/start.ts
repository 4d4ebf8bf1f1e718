import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BrokerError } from './broker-error.ts'
import { configText, filesIn } from './config-file.ts'
import { leftoverServer } from './leftover.ts'
import { endProcess, signal } from './processes.ts'
import type { ServerBinary } from './server-binary.ts'

export interface StartOptions {
  readonly server: ServerBinary
  /** Holds streams, configuration, log and process id; made when missing. One server at a time. */
  readonly storeDir: string
  /** 0 for a free one. */
  readonly port: number
  /** Syncs each message to disk; servers before 2.10 cannot. Default false: nothing rests on the broker. */
  readonly syncAlways?: boolean
  /** How long the server may take to listen. Default 30,000. */
  readonly readyWithinMs?: number
}

/** A nats-server that this process started. */
export interface RunningServer {
  /** For example `nats://127.0.0.1:4222`. */
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Resolves when the process has ended, however it did. */
  readonly ended: Promise<void>
  /** Ends it cleanly, by force after ten seconds. May be called again. */
  stop(): Promise<void>
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>
}

/**
 * Starts a nats-server with JetStream on 127.0.0.1, in a process group of its own (a Ctrl-C meant for this process does
 * not reach it), and waits until it listens. Rejects with a `BrokerError` when the port is in use, when another server
 * runs on the same folder, or with the last line of its log.
 */
export async function startNatsServer(options: StartOptions): Promise<RunningServer> {
  await refuseSecond(options.storeDir)
  const { child, pid, ended } = await launch(options)
  const running = (): boolean => child.exitCode === null && child.signalCode === null
  try {
    const port = await listening(options, pid, running)
    const kill = (): Promise<void> => {
      if (running()) signal(pid, 'SIGKILL')
      return ended
    }
    const stop = async (): Promise<void> => {
      if (running()) await endProcess(pid, 10_000)
      await ended
    }
    return { url: `nats://127.0.0.1:${port}`, port, pid, ended, stop, kill }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

async function refuseSecond(storeDir: string): Promise<void> {
  const pid = await leftoverServer(storeDir)
  if (pid !== undefined) throw new BrokerError(`a nats-server (process ${pid}) runs on ${storeDir} already`)
}

interface Launched {
  readonly child: ChildProcess
  readonly pid: number
  readonly ended: Promise<void>
}

async function launch({ server, storeDir, port, syncAlways = false }: StartOptions): Promise<Launched> {
  const files = filesIn(storeDir)
  await mkdir(storeDir, { recursive: true })
  await writeFile(files.config, configText({ version: server.version, storeDir, port, syncAlways }))
  await rm(files.log, { force: true })
  // What it says before it has opened its log goes to the same file.
  const log = await open(files.log, 'a')
  try {
    return await spawned(server.path, files.config, log.fd)
  } finally {
    await log.close()
  }
}

function spawned(path: string, config: string, log: number): Promise<Launched> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, ['--config', config], { detached: true, stdio: ['ignore', log, log] })
    const ended = new Promise<void>(over => child.once('exit', () => over()))
    child.once('spawn', () => resolve({ child, pid: child.pid as number, ended }))
    child.once('error', error =>
      reject(new BrokerError(`cannot run ${path}: ${error.message}`, { cause: error })),
    )
  })
}

/** Waits for the file that the server writes once it listens: unlike an open port, it is surely this server's. */
async function listening(options: StartOptions, pid: number, running: () => boolean): Promise<number> {
  const { storeDir, readyWithinMs = 30_000 } = options
  const file = join(storeDir, `nats-server_${pid}.ports`)
  for (let waitedMs = 0; waitedMs < readyWithinMs; waitedMs += 20) {
    const port = await portIn(file)
    if (port !== undefined) return port
    if (!running()) throw await whyEnded(options)
    await sleep(20)
  }
  throw new BrokerError(
    `nats-server did not listen within ${readyWithinMs / 1000} s; see ${filesIn(storeDir).log}`,
  )
}

async function portIn(file: string): Promise<number | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const port = /"nats:\/\/127\.0\.0\.1:(\d+)"/.exec(text)?.[1]
  return port === undefined ? undefined : Number(port)
}

async function whyEnded({ storeDir, port }: StartOptions): Promise<BrokerError> {
  const { log } = filesIn(storeDir)
  const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n')
  if (lines.some(line => line.includes('address already in use')))
    return new BrokerError(`port ${port} on 127.0.0.1 is in use; choose another, or stop what listens there`)
  const fatal = lines.find(line => line.includes('[FTL]')) ?? lines.at(-1) ?? ''
  return new BrokerError(`nats-server did not start: ${fatal.replace(/^.*\[FTL\] /, '')} (see ${log})`)
}
