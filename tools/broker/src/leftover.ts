import { readFile } from 'node:fs/promises'
import { filesIn } from './config-file.ts'
import { commandOf, endProcess, isAlive } from './processes.ts'

/** The process id of a nats-server that runs on this store folder, for instance one whose launcher was killed. */
export async function leftoverServer(storeDir: string): Promise<number | undefined> {
  const files = filesIn(storeDir)
  const pid = Number(await readFile(files.pid, 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid)) return undefined
  // The id may be somebody else's by now.
  return (await commandOf(pid))?.includes(files.config) ? pid : undefined
}

/** Ends a nats-server left behind on this store folder. True when there was one. */
export async function stopLeftover(storeDir: string): Promise<boolean> {
  const pid = await leftoverServer(storeDir)
  if (pid === undefined) return false
  await endProcess(pid, 10_000)
  return true
}
