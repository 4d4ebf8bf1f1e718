import { setTimeout as sleep } from 'node:timers/promises'
import type { History } from '../log/operation-log.ts'
import type { StoresReader } from '../stores/rows.ts'
import { type Judgement, judge, judgementOf } from './judge.ts'

/** The longest time between two looks of the sweep at one claim: 30 s and a quarter of it. */
const SWEEP_MS = 37_500
/** What is accepted is closed so long after the last fault: two sweeps and a minute. */
export const CLOSED_WITHIN_MS = 2 * SWEEP_MS + 60_000
const LOOK_EVERY_MS = 500

const CLOSED_IN_TIME = {
  name: 'all claims are closed within two sweeps and 60 s after the last fault',
  holds: 'quiet',
} as const

/** How long it took until nothing was owed, and until every invariant of a quiet system held. Milliseconds. */
export interface Closing {
  readonly withinMs: number
  readonly closedMs?: number
  readonly quietMs?: number
}

export interface Settled {
  readonly closing: Closing
  readonly judgements: readonly Judgement[]
}

/**
 * Waits until the system is quiet, at most two sweeps and a minute after the last fault, and judges it. Patience hides
 * nothing: an invariant that may be broken for a while is one of those that are asked of a quiet system alone.
 */
export async function settle(
  stores: StoresReader,
  history: History,
  { lastFaultAt, signal }: { readonly lastFaultAt: number; readonly signal: AbortSignal },
): Promise<Settled> {
  let closedMs: number | undefined
  for (;;) {
    const sinceMs = Date.now() - lastFaultAt
    const isOver = sinceMs > CLOSED_WITHIN_MS
    const isClosed = (await stores.owed()) === 0
    closedMs = isClosed ? (closedMs ?? sinceMs) : undefined
    if (isClosed || isOver) {
      const judgements = judge({ history, rows: await stores.read() }, { isQuiet: true })
      const isQuiet = judgements.every(({ verdict, when }) => verdict === 'holds' || when === 'always')
      if (isQuiet || isOver) return settled(judgements, closedMs, isQuiet ? sinceMs : undefined)
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal })
  }
}

function settled(
  judgements: readonly Judgement[],
  closedMs: number | undefined,
  quietMs: number | undefined,
): Settled {
  const closing = {
    withinMs: CLOSED_WITHIN_MS,
    ...(closedMs !== undefined && { closedMs }),
    ...(quietMs !== undefined && { quietMs }),
  }
  return { closing, judgements: [...judgements, closedInTime(closing)] }
}

function closedInTime({ closedMs, withinMs }: Closing): Judgement {
  return judgementOf(
    CLOSED_IN_TIME,
    1,
    closedMs === undefined ? [`claims are still owed after ${withinMs / 1_000} s`] : [],
  )
}
