import type { KeptStore } from '../driver.ts'
import type { CollectionDeclaration } from '../port.ts'
import { versionOf } from '../versions.ts'
import { KeptPosition, type Position, STEP } from './kept-position.ts'
import { type Unreadable, upgradeStep } from './upgrade-step.ts'

export interface MigrateOptions {
  /** Documents of a step. Default 200. */
  readonly step?: number
  /** Stops between two steps. */
  readonly signal?: AbortSignal
  /** Called after each step. */
  readonly onProgress?: (progress: MigrationProgress) => void
  /** Called for each document that could not be migrated. */
  readonly onUnreadable?: (document: Unreadable) => void
}

export interface MigrationProgress {
  /** Documents behind which the run is, those that the stopped run before it had passed included. */
  readonly passed: number
  /** Those that this run wrote in the declared version. */
  readonly migrated: number
  /** Those that this run left as they are. */
  readonly unreadable: number
}

export interface Migration extends MigrationProgress {
  /** False when it was stopped. */
  readonly finished: boolean
  /** True when it went on where an earlier run had been stopped. */
  readonly resumed: boolean
}

interface MigrationPosition extends Position {
  /** The version that is migrated to. */
  readonly version: number
}

/**
 * Brings all documents of a collection to the declared version. Each is written by a guarded update of its own, so services
 * may go on reading and writing meanwhile, and a second migration too. A run that was stopped, or killed, is gone on
 * with by the next one, where it was; one over a finished collection writes nothing. The store is one that was opened
 * with `POSITIONS` too.
 *
 * A document that cannot be brought there (its upgrade throws; it is older than the version before, or newer than this
 * program) stays as it is, is told by `onUnreadable`, and does not keep the others. Rejects when the store fails.
 */
export async function migrate(
  store: KeptStore,
  declaration: CollectionDeclaration,
  options: MigrateOptions = {},
): Promise<Migration> {
  const { step = STEP, signal, onProgress, onUnreadable } = options
  const version = versionOf(declaration)
  const kept = new KeptPosition<MigrationPosition>(store, `migration:${declaration.name}`)
  const start = startOf(await kept.read(), version)
  const resumed = start.after !== undefined
  let position = start
  let progress: MigrationProgress = { passed: start.passed, migrated: 0, unreadable: 0 }
  while (!signal?.aborted) {
    const done = await upgradeStep(store, declaration, position.after, step)
    if (done.last === undefined) {
      await forget(kept, version)
      return { ...progress, finished: true, resumed }
    }
    for (const document of done.unreadable) onUnreadable?.(document)
    progress = {
      passed: progress.passed + done.passed,
      migrated: progress.migrated + done.migrated,
      unreadable: progress.unreadable + done.unreadable.length,
    }
    position = { version, passed: progress.passed, after: done.last }
    // Where nothing was written, to pass again costs little; and who goes on shall meet again what is unreadable.
    if (done.migrated > 0 && progress.unreadable === 0) await kept.write(position)
    onProgress?.(progress)
  }
  return { ...progress, finished: false, resumed }
}

/** Where to begin: the position of another version's migration says nothing about this one. */
function startOf(position: MigrationPosition | undefined, version: number): MigrationPosition {
  return position?.version === version ? position : { version, passed: 0 }
}

/** The next run begins at the beginning, and so finds what programs of the version before wrote behind this one. */
async function forget(kept: KeptPosition<MigrationPosition>, version: number): Promise<void> {
  if ((await kept.read())?.after !== undefined) await kept.write({ version, passed: 0 })
}
