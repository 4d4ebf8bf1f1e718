import type fc from 'fast-check'
import type { FuzzSystem } from './system/fuzz-system.ts'

/** Something to be attacked with bad bytes. */
export interface FuzzPart<Input = unknown> {
  /** One word, as in `--part rpc`. */
  readonly name: string
  /** One sentence: what is sent where, and what must hold. */
  readonly says: string
  /** How many inputs are tried at once. */
  readonly atOnce: number
  /** What is tried: JSON, so that a failing one can be kept in the corpus, whatever made it. */
  readonly inputs: fc.Arbitrary<Input>
  open(surroundings: FuzzSurroundings): Promise<FuzzTarget<Input>>
}

export interface FuzzSurroundings {
  /** A whole system, started for whoever asks first. */
  readonly system: () => Promise<FuzzSystem>
  /** Empty; the caller's to remove. */
  readonly folder: string
}

/** What inputs are tried on. */
export interface FuzzTarget<Input> {
  /** Tries one input. Resolves to what was wrong with what came of it, one sentence each; rejects when it could not be tried. */
  try(input: Input): Promise<readonly string[]>
  /** What was wrong beyond single inputs. Called once, at the end. */
  finish(): Promise<readonly string[]>
  /** What was done, counted by name. */
  readonly counts: ReadonlyMap<string, number>
  close(): Promise<void>
}
