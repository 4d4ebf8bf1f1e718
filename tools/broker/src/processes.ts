import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { runTool } from './run-tool.ts'

/**
 * Whether a process with this id runs; one of another user counts. One that has ended and that its parent has not asked
 * about yet does not: in a container nobody may ever ask.
 */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM'
  }
}

function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false // no /proc, as on macOS, or gone in between
  }
}

/** The command line of a process, or nothing when it has gone. */
export async function commandOf(pid: number): Promise<string | undefined> {
  // Slim Linux images lack `ps`; macOS lacks /proc.
  const fromProc = readFile(`/proc/${pid}/cmdline`, 'utf8').then(text => text.replaceAll('\0', ' '))
  return fromProc
    .catch(() => runTool('ps', ['-o', 'args=', '-p', String(pid)], { timeoutMs: 5_000 }))
    .then(
      line => line.trim() || undefined,
      () => undefined,
    )
}

/** Sends SIGTERM, and SIGKILL when the process is still there after `patienceMs`. Resolves when it has gone. */
export async function endProcess(pid: number, patienceMs: number): Promise<void> {
  signal(pid, 'SIGTERM')
  if (await isGoneWithin(pid, patienceMs)) return
  signal(pid, 'SIGKILL')
  await isGoneWithin(pid, 5_000)
}

async function isGoneWithin(pid: number, patienceMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (!isAlive(pid)) return true
    await sleep(20)
  }
  return false
}

/** A process that has gone already is what was wanted. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ESRCH') throw error
  }
}
