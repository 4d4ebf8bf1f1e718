import { readFileSync } from 'node:fs'

/** What a process has used. */
export interface Usage {
  /** User and system time of all threads since it began. */
  readonly cpuMs: number
  /** Memory that is resident now. */
  readonly rssBytes: number
}

/** By the process's name. */
export type Usages = Readonly<Record<string, Usage>>

/** Linux counts CPU time for others in hundredths of a second, whatever its clock does. */
const TICK_MS = 10

/**
 * What each of these processes has used so far. One that has ended is left out, and all of them are where there is no
 * `/proc` to read it from.
 */
export function usagesOf(pids: Readonly<Record<string, number>>): Usages {
  const found = Object.entries(pids).map(([name, pid]) => [name, usageOf(pid)] as const)
  return Object.fromEntries(found.flatMap(([name, usage]) => (usage ? [[name, usage]] : [])))
}

/** The processes that this one has started; of its main thread alone, which is where Node starts them. */
export function childrenOf(pid: number): readonly number[] {
  const text = readProc(pid, `task/${pid}/children`) ?? ''
  return text.split(' ').filter(Boolean).map(Number)
}

function usageOf(pid: number): Usage | undefined {
  const stat = readProc(pid, 'stat')
  const rss = /^VmRSS:\s+(\d+) kB$/m.exec(readProc(pid, 'status') ?? '')?.[1]
  if (stat === undefined || rss === undefined) return undefined
  // The second field is the program's name, in parentheses, which may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [userTicks, systemTicks] = [Number(fields[11]), Number(fields[12])]
  return { cpuMs: (userTicks + systemTicks) * TICK_MS, rssBytes: Number(rss) * 1_024 }
}

function readProc(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch (err) {
    const { code } = err as { code?: unknown }
    if (code === 'ENOENT' || code === 'ESRCH') return undefined
    throw err
  }
}
