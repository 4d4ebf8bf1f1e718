import type { KeptStore } from '../driver.ts'
import type { CollectionDeclaration } from '../port.ts'
import { repeatUnknown } from '../repeat-unknown.ts'
import { realSurroundings } from '../surroundings.ts'
import { KeptPosition, type Position, STEP } from './kept-position.ts'

/** How long a write of unknown outcome is repeated. */
const PATIENCE_MS = 5_000

export interface CopyOptions {
  /** Documents of a step. Default 200. */
  readonly step?: number
  /** Stops between two steps. */
  readonly signal?: AbortSignal
  /** Called after each step. */
  readonly onProgress?: (progress: CopyProgress) => void
}

export interface CopyProgress {
  /** Documents that are in the target, those that an earlier run brought there included. */
  readonly copied: number
}

export interface Copy extends CopyProgress {
  /** False when it was stopped. */
  readonly finished: boolean
}

/**
 * Copies all documents of a collection as they lie there, of whatever version. What is in the target already stays as it
 * is. A run that was stopped, or killed, is gone on with by the next one, where it was: the target, which was opened
 * with `POSITIONS` too, keeps that. Nobody writes to either meanwhile; whether that was so is seen by comparing
 * digests (`digestOf`). Rejects when one of the stores fails.
 */
export async function copyCollection(
  from: KeptStore,
  to: KeptStore,
  declaration: CollectionDeclaration,
  { step = STEP, signal, onProgress }: CopyOptions = {},
): Promise<Copy> {
  const [source, target] = [from.records(declaration), to.records(declaration)]
  const kept = new KeptPosition(to, `copy:${declaration.name}`)
  let position: Position = (await kept.read()) ?? { passed: 0 }
  while (!signal?.aborted) {
    const found = await source.scan(position.after, step)
    const last = found.at(-1)
    if (last === undefined) return { copied: position.passed, finished: true }
    await repeatUnknown(() => target.restore(found), PATIENCE_MS, realSurroundings())
    position = { after: last.id, passed: position.passed + found.length }
    await kept.write(position)
    onProgress?.({ copied: position.passed })
  }
  return { copied: position.passed, finished: false }
}
