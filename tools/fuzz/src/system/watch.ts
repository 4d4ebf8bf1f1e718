import { setTimeout as sleep } from 'node:timers/promises'
import { SECRET } from '../message/texts.ts'
import type { FuzzSystem } from './fuzz-system.ts'
import { linesOf } from './logs.ts'
import { residentBytes } from './memory.ts'

/** How much more a process may hold, once it has settled, than before: what Node keeps for itself after much work. */
const MOST_GROWTH_BYTES = 200 * 1024 * 1024

/** Somebody who looks at a system from outside while it is attacked. */
export interface Watch {
  /** What is wrong with the system now: processes that ended, memory that stays, secrets in logs, a claim that is not granted. */
  problems(): Promise<readonly string[]>
}

export async function watch(system: FuzzSystem): Promise<Watch> {
  await system.claims() // so that memory is compared with what a warm process holds
  const pids = new Map(system.running.pids())
  const before = new Map([...pids].map(([name, pid]) => [name, residentBytes(pid)]))
  return {
    async problems() {
      const claim = await system.claims().then(
        () => [],
        err => [`the system grants no claim any more: ${err instanceof Error ? err.message : err}`],
      )
      return [...ended(system, pids), ...claim, ...(await grown(pids, before)), ...told(system)]
    },
  }
}

function ended(system: FuzzSystem, before: ReadonlyMap<string, number>): string[] {
  const now = system.running.pids()
  return [...before]
    .filter(([name, pid]) => now.get(name) !== pid)
    .map(([name]) => `the process ${name} ended`)
}

/** Waits some seconds for memory to be given back before it says that it is not. */
async function grown(
  pids: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, number | undefined>,
): Promise<string[]> {
  let problems: string[] = []
  for (let tries = 0; tries < 10; tries++) {
    problems = [...pids].flatMap(([name, pid]) => {
      const growth = (residentBytes(pid) ?? 0) - (before.get(name) ?? 0)
      return growth > MOST_GROWTH_BYTES
        ? [`${name} holds ${Math.round(growth / 2 ** 20)} MiB more than before`]
        : []
    })
    if (problems.length === 0) return []
    await sleep(1_000)
  }
  return problems
}

function told({ running, accounts }: FuzzSystem): string[] {
  const secrets = [SECRET, ...accounts.secrets]
  const lines = linesOf(running.dataDir)
  const showing = lines.filter(line => secrets.some(secret => line.includes(secret)))
  const uncaught = lines.filter(line => /uncaughtException|unhandledRejection/.test(line))
  return [
    ...showing.slice(0, 3).map(line => `a log shows a secret: ${line.slice(0, 600)}`),
    ...uncaught.slice(0, 3).map(line => line.slice(0, 2_000)),
  ]
}
