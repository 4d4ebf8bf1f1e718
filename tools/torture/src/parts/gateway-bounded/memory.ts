import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { TortureError } from '../../torture-error.ts'

const LOOK_EVERY_MS = 20

/** Memory of a process that is in RAM, bytes. Throws a `TortureError` where there is no `/proc` to read it from. */
export function memoryOf(pid: number): number {
  try {
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return Number(resident) * 1_024
  } catch {
    throw new TortureError('the memory of a process is read from /proc, which is not here')
  }
}

/** How much more memory than `before` a process had at its worst moment while this was done. Bytes. */
export async function growthDuring<T>(
  { pid, before }: { readonly pid: number; readonly before: number },
  work: () => Promise<T>,
): Promise<{ readonly growth: number; readonly result: T }> {
  let peak = memoryOf(pid)
  const ended = new AbortController()
  const looking = (async () => {
    for (; !ended.signal.aborted; await sleep(LOOK_EVERY_MS)) peak = Math.max(peak, memoryOf(pid))
  })()
  try {
    const result = await work()
    return { growth: Math.max(0, peak - before), result }
  } finally {
    ended.abort()
    await looking
  }
}
