import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { OperationId } from './driver.ts'

/** Time, chance and names: what a store takes from outside, so that a simulation can drive it. */
export interface Surroundings {
  /** Milliseconds; only differences are used. */
  now(): number
  sleep(ms: number): Promise<void>
  /** At least 0, below 1. Spreads repeats, decides nothing else. */
  random(): number
  newOperationId(): OperationId
}

/** The real ones: a clock that never goes back, and ids that no other process has. */
export function realSurroundings(): Surroundings {
  return {
    now: () => performance.now(),
    sleep: ms => wait(ms),
    random: Math.random,
    newOperationId: operationIds(randomBytes(6).toString('base64url')),
  }
}

/** Short, since each document keeps 16 of them: the process's own name, and a number. */
function operationIds(ofProcess: string): () => OperationId {
  let last = 0
  return () => {
    last += 1
    return `${ofProcess}.${last.toString(36)}`
  }
}
