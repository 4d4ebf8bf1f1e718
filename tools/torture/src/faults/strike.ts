import { setTimeout as sleep } from 'node:timers/promises'
import type { Load } from '../load/load.ts'
import type { Counts } from '../load/tally.ts'
import type { OperationLog } from '../log/operation-log.ts'
import type { Random } from '../random.ts'
import type { StoresReader } from '../stores/rows.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { deal, type Mistreated } from './deals.ts'
import type { FaultKind } from './kinds.ts'
import type { Fault } from './plan.ts'

/** A fault that was dealt. */
export interface Strike extends Pick<Fault, 'kind' | 'victim' | 'other' | 'whileRecovering'> {
  /** Epoch ms. */
  readonly at: number
  /** When all was as before again, but for the processes that are being started. Epoch ms. */
  readonly healedAt?: number
  /** How the calls stood at that moment. */
  readonly counts: Counts
  /** How many claims the store had accepted that were not closed, read right after. */
  readonly owed: number
}

export interface Striking extends Mistreated {
  readonly load: Pick<Load, 'counts' | 'surge'>
  readonly log: OperationLog
  readonly stores: StoresReader
  readonly random: Random
}

/** The kill comes so long after everybody has begun a call, so that it finds calls at all of their stages. */
const INTO_CALLS_MS = 25
/** Where nobody gets as far as to have a call in flight, everybody is asked to try again so often, and then no more. */
const SURGE_EVERY_MS = 200
const MOST_SURGES = 50

/** What the broker is asked for, and so must be there to do. */
const IS_ASKED: ReadonlySet<FaultKind> = new Set(['stream-deleted', 'consumer-deleted'])

/**
 * Deals a fault when its time has come and calls are in flight. All but the victim of the fault before, who may still
 * recover, do their work by then: on a machine that is slow to start them, it would be a system that never runs. Rejects
 * when aborted.
 */
export async function strike(striking: Striking, fault: Fault, before?: Fault): Promise<Strike> {
  const { target, load, log, stores, signal } = striking
  const { kind, victim, other, afterMs, whileRecovering } = fault
  const recovering = IS_ASKED.has(kind) ? undefined : before?.victim
  await unlessAborted(whileRecovering ? target.runs(victim) : target.ready(recovering), signal)
  await sleep(afterMs, undefined, { signal })
  if (target.victims.includes(victim)) await target.runs(victim)
  await callsAreInFlight(striking)
  const counts = load.counts
  const at = Date.now()
  const about = { kind, victim, ...(other !== undefined && { other }) }
  log.write({ type: 'fault', at, ...about })
  const owed = stores.owed()
  await unlessAborted(deal(striking, fault), signal)
  return { ...about, whileRecovering, at, healedAt: Date.now(), counts, owed: await owed }
}

async function callsAreInFlight({ load, random, signal }: Striking): Promise<void> {
  for (let surges = 0; surges < MOST_SURGES; surges++) {
    load.surge()
    await sleep(random.between(1, INTO_CALLS_MS), undefined, { signal })
    if (load.counts.inFlight > 0) return
    await sleep(SURGE_EVERY_MS, undefined, { signal })
  }
}
