import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { commandOf } from '@rewards/broker'
import { LaunchError } from './launch-error.ts'

interface Running {
  readonly name: string
  readonly entry: string
  readonly pid: number
}

const PATIENCE_MS = 25_000

/** Notes which processes run on a data folder, for a start after this launcher was killed. */
export function noteProcesses(dataDir: string, running: readonly Running[]): void {
  writeFileSync(fileIn(dataDir), JSON.stringify(running))
}

/**
 * Waits until the processes of a launcher that was killed have ended, which they do by themselves. Rejects with a
 * `LaunchError` when one of them does not.
 */
export async function awaitLeftovers(dataDir: string, say: (line: string) => void): Promise<void> {
  for (const { name, entry, pid } of notedIn(dataDir)) {
    for (let waitedMs = 0; await isStillThere(pid, entry); waitedMs += 100) {
      if (waitedMs === 0) say(`waiting for ${name} of an earlier start to end (process ${pid}) …`)
      if (waitedMs >= PATIENCE_MS)
        throw new LaunchError(
          `${name} of an earlier start still runs on ${dataDir}; end it with: kill -9 ${pid}`,
        )
      await sleep(100)
    }
  }
}

/** A number may be somebody else's by now. */
async function isStillThere(pid: number, entry: string): Promise<boolean> {
  return (await commandOf(pid))?.includes(entry) ?? false
}

function notedIn(dataDir: string): readonly Running[] {
  try {
    return JSON.parse(readFileSync(fileIn(dataDir), 'utf8'))
  } catch (err) {
    // None yet, or cut short by a crash: then there is nothing to go by.
    if (err instanceof SyntaxError || (err as { code?: unknown }).code === 'ENOENT') return []
    throw err
  }
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'processes.json')
}
