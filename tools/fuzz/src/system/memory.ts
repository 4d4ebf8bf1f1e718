import { readFileSync } from 'node:fs'

const PAGE_BYTES = 4_096

/** What a process holds in memory, bytes; `undefined` where the system does not tell in `/proc`. */
export function residentBytes(pid: number): number | undefined {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')
    return Number(pages) * PAGE_BYTES
  } catch {
    return undefined
  }
}
