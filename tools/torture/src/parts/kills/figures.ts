import type { Closing } from '../../check/settle.ts'
import type { Strike } from '../../faults/strike.ts'
import type { History } from '../../log/operation-log.ts'
import { countStores } from '../../report/store-counts.ts'
import { toldIn } from '../../report/told.ts'
import type { StoredRows } from '../../stores/rows.ts'
import { type Figure, type PartOptions, scaled } from '../part.ts'

/** The full figures of the promise: so many kills over so many claims. */
const FULL_KILLS = 1_000
const FULL_CLAIMS = 100_000
export const CLAIMS_A_KILL = FULL_CLAIMS / FULL_KILLS

/** How many kills were asked for. */
export function killsOf(options: PartOptions): number {
  return options.kills ?? scaled(FULL_KILLS, options)
}

/** The scale at which there would be so many kills; 1 for more than the full figure. */
export function scaleOf(kills: number): number {
  return Math.min(kills / FULL_KILLS, 1)
}

export interface Counted {
  readonly options: PartOptions
  readonly strikes: readonly Strike[]
  readonly history: History
  readonly rows: StoredRows
  /** Whether the whole plan was to be carried out. */
  readonly isAll: boolean
  /** Absent when interrupted. */
  readonly closing?: Closing
}

/** What was done, what callers were told, and what the stores say; pure. */
export function figuresOf({ options, strikes, history, rows, isAll, closing }: Counted): Figure[] {
  const of = (kind: Strike['kind']) => strikes.filter(strike => strike.kind === kind).length
  return [
    { what: 'kills', seen: of('kill'), ...(isAll && { asked: killsOf(options) }) },
    { what: 'of them while the victim still recovered', seen: again(strikes) },
    { what: "wipes of the broker's storage", seen: of('wipe') },
    ...(of('pause') > 0 ? [{ what: 'pauses of the store', seen: of('pause') }] : []),
    { what: 'calls in flight at these moments', seen: inFlight(strikes) },
    ...told(history, options, isAll),
    ...stored(rows),
    ...(closing ? closed(closing) : []),
  ]
}

function again(strikes: readonly Strike[]): number {
  return strikes.filter(({ whileRecovering }) => whileRecovering).length
}

function inFlight(strikes: readonly Strike[]): number {
  return strikes.reduce((sum, { counts }) => sum + counts.inFlight, 0)
}

function told(history: History, options: PartOptions, isAll: boolean): Figure[] {
  const { accepted, calls, callsUnknown, unknown, refused } = toldIn(history)
  return [
    { what: 'attempts accepted', seen: accepted, ...(isAll && { asked: killsOf(options) * CLAIMS_A_KILL }) },
    { what: 'calls', seen: calls },
    { what: 'calls whose outcome is unknown', seen: callsUnknown },
    { what: 'requests that never had a final answer', seen: unknown },
    ...Object.entries(refused).map(([reason, seen]) => ({ what: `refused: ${reason}`, seen })),
  ]
}

function stored(rows: StoredRows): Figure[] {
  const { claims, claimStates, attempts, refusals, unitsHeld, paid } = countStores(rows)
  return [
    { what: 'claims stored', seen: claims },
    ...Object.entries(claimStates).map(([state, seen]) => ({ what: `of them ${state}`, seen })),
    { what: 'attempts stored', seen: attempts },
    { what: 'refusals on record', seen: refusals },
    { what: 'units held', seen: unitsHeld },
    { what: "paid by the provider's books", seen: paid },
  ]
}

function closed({ closedMs, quietMs }: Closing): Figure[] {
  const figure = (what: string, ms?: number) =>
    ms === undefined ? [] : [{ what, seen: Math.round(ms / 100) / 10 }]
  return [
    ...figure('seconds from the last fault until all claims were closed', closedMs),
    ...figure('seconds from the last fault until all was quiet', quietMs),
  ]
}
