import { spawn } from 'node:child_process'

/** How a program ended. */
export interface Ended {
  readonly code: number | null
  /** The end of what it said, on both outputs. */
  readonly output: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Where catchers run, and until when. */
export interface Place {
  /** The folder of a copy of the repository. */
  readonly root: string
  readonly env: Environment
  readonly signal: AbortSignal
}

export interface Running {
  /** Gets what it says while it runs. */
  readonly tell?: (text: string) => void
  /** It is ended after so long. Default: ten minutes. */
  readonly longestMs?: number
}

const KEPT = 100_000
/** Longer than any catcher takes on a slow machine. */
const LONGEST_MS = 600_000

/**
 * Runs a program of Node in a process group of its own, which is ended as a whole when the signal aborts or the time is
 * over. Rejects with the signal's reason when aborted.
 */
export async function runNode(
  args: readonly string[],
  { root, env, signal }: Place,
  { tell, longestMs = LONGEST_MS }: Running = {},
): Promise<Ended> {
  signal.throwIfAborted()
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: ofItsOwn(env),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<Ended>()
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output = (output + chunk).slice(-KEPT)
      tell?.(String(chunk))
    })
  child.on('error', reject)
  child.on('close', code => resolve({ code, output }))
  const endAll = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  const timer = setTimeout(endAll, longestMs)
  signal.addEventListener('abort', endAll)
  try {
    const ended = await promise
    signal.throwIfAborted()
    return ended
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', endAll)
  }
}

/** A test run within a test run is one of its own. Nothing that was compiled for another copy fits this one. */
function ofItsOwn(env: Environment): Environment {
  const foreign = /^(VITEST|TEST$|NODE_ENV$|NODE_COMPILE_CACHE$)/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.test(name)))
}
