/**
 * SIGSTOP; what it gives lets the process go on. One that is gone is not paused, and one that was killed meanwhile does not
 * go on.
 */
export function pausedProcess(pid: number | undefined): () => void {
  return pid !== undefined && signalled(pid, 'SIGSTOP')
    ? () => void signalled(pid, 'SIGCONT')
    : () => undefined
}

function signalled(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (err) {
    if ((err as { code?: unknown }).code !== 'ESRCH') throw err
    return false
  }
}
