import { setTimeout as sleep } from 'node:timers/promises'
import type { Counts } from '../load/tally.ts'
import type { World } from '../system/world.ts'
import { TortureError } from '../torture-error.ts'
import type { Strike } from './strike.ts'

/**
 * SIGSTOP of a process for so long, written down; resolves when it goes on, also when aborted. Rejects when it does not run
 * at this moment.
 */
export async function pauseProcess(
  { target, log, stores, signal }: World,
  victim: string,
  { forMs, counts }: { readonly forMs: number; readonly counts: Counts },
): Promise<Strike> {
  if (!target.running.pids().has(victim)) throw new TortureError(`${victim} does not run`)
  const at = Date.now()
  log.write({ type: 'fault', at, kind: 'pause', victim })
  const goOn = await target.pause(victim)
  try {
    await sleep(forMs, undefined, { signal })
  } finally {
    goOn()
  }
  return { kind: 'pause', victim, whileRecovering: false, at, counts, owed: await stores.owed() }
}
