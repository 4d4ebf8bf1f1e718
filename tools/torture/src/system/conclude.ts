import { type Judgement, judge } from '../check/judge.ts'
import { settle } from '../check/settle.ts'
import type { History } from '../log/operation-log.ts'
import type { StoredRows } from '../stores/rows.ts'
import type { World } from './world.ts'

/** What work in a world left behind, and what every invariant says of it. */
export interface Conclusion {
  /** Whether the work came to its end and the system was waited for; else it was interrupted. */
  readonly isComplete: boolean
  readonly history: History
  readonly rows: StoredRows
  readonly judgements: readonly Judgement[]
}

/**
 * Does the work, waits until the system is quiet, and judges. Interrupted: judges what must always hold. Rejects when the
 * work fails.
 */
export async function conclude(world: World, work: () => Promise<void>): Promise<Conclusion> {
  const { stores, signal } = world
  try {
    await work()
    const history = world.history()
    const { judgements } = await settle(stores, history, { lastFaultAt: Date.now(), signal })
    return { isComplete: true, history, rows: await stores.read(), judgements }
  } catch (err) {
    if (!signal.aborted) throw err
    const [history, rows] = [world.history(), await stores.read()]
    return { isComplete: false, history, rows, judgements: judge({ history, rows }, { isQuiet: false }) }
  }
}
