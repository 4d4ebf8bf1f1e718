import { askHealth, type Health } from '../forward/ask-health.ts'
import type { Backend } from '../forward/backends.ts'

/** Whether calls can be served now, and if not, what is in the way. */
export interface Readiness {
  readonly ready: boolean
  readonly backends: Readonly<Record<string, Health>>
}

/** How long a replica may take to answer, before another one is asked. */
const LONGEST_ANSWER_MS = 1_000

/** Asks every backend when called; calls that overlap share one answer. Not ready while `stopping` is aborted. */
export function readinessOf(backends: readonly Backend[], stopping: AbortSignal): () => Promise<Readiness> {
  let asking: Promise<Readiness> | undefined
  return () => {
    asking ??= ask(backends, stopping).finally(() => {
      asking = undefined
    })
    return asking
  }
}

async function ask(backends: readonly Backend[], stopping: AbortSignal): Promise<Readiness> {
  const answers = await Promise.all(
    backends.map(async backend => [backend.name, await healthOf(backend)] as const),
  )
  const ready = !stopping.aborted && answers.every(([, health]) => health === 'serving')
  return { ready, backends: Object.fromEntries(answers) }
}

/** The health of whoever serves the next calls. The first to be asked may be one that has just died. */
export async function healthOf(backend: Backend): Promise<Health> {
  const health = await askHealth(backend, LONGEST_ANSWER_MS)
  return health === 'unreachable' ? askHealth(backend, LONGEST_ANSWER_MS) : health
}
