import type { ChildProcess } from 'node:child_process'

/** A process that was started and has not ended. */
export type RunningChild = ChildProcess & { readonly pid: number }

export function isRunning(child: ChildProcess | undefined): child is RunningChild {
  return child?.pid !== undefined && child.exitCode === null && child.signalCode === null
}

/** Asks it to end, and ends its whole group by force when it takes longer than `withinMs`. Resolves when it has ended. */
export async function endInOrder(child: RunningChild, withinMs: number): Promise<void> {
  const force = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), withinMs)
  await endWith(child, 'SIGTERM')
  clearTimeout(force)
}

/** Sends it the signal; resolves when it has ended. */
export function endWith(child: RunningChild, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise<void>(resolve => child.once('exit', () => resolve()))
  child.kill(signal)
  return ended
}

function signalGroup(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(-pid, name)
  } catch (err) {
    if ((err as { code?: unknown }).code !== 'ESRCH') throw err
  }
}
