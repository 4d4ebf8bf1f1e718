import { MongoError, MongoServerError } from 'mongodb'
import { OutcomeUnknown, StoreUnavailable, UniqueViolation } from '../errors.ts'
import { uniqueIndexOf } from './index-specs.ts'

const DUPLICATE_KEY = 11_000

/**
 * The server does not take the statement as it is, whoever asks again: BadValue, FailedToParse, Unauthorized, TypeMismatch,
 * AuthenticationFailed, DollarPrefixedFieldName, IndexOptionsConflict, IndexKeySpecsConflict,
 * DocumentValidationFailure, AtlasError, BSONObjectTooLarge.
 */
const REFUSED: ReadonlySet<unknown> = new Set([2, 9, 13, 14, 18, 52, 85, 86, 121, 8000, 10_334])

/** A command that took longer than it may. Whatever becomes of it, nobody waits for it any more. */
export class CommandTimeout extends Error {
  override readonly name = 'CommandTimeout'
}

/** True when the server may answer another time: it is gone, slow, or changes its primary. */
export function isOfTheServer(error: unknown): boolean {
  if (error instanceof CommandTimeout) return true
  return error instanceof MongoError && !REFUSED.has(error.code)
}

/** What a failed read means for those who asked. */
export function readFailure(error: unknown): unknown {
  return isOfTheServer(error) ? new StoreUnavailable(error) : error
}

/**
 * What a failed write means. It is never certain that nothing was written: also when no server could be chosen, it may be
 * for the driver's second try.
 */
export function writeFailure(error: unknown): unknown {
  const violated = violatedIndex(error)
  if (violated !== undefined) {
    const index = uniqueIndexOf(violated)
    return index === undefined ? error : new UniqueViolation(index, error)
  }
  return isOfTheServer(error) ? new OutcomeUnknown(error) : error
}

/** The name of MongoDB's index that refused a document; MongoDB tells it in the message on every version. */
export function violatedIndex(error: unknown): string | undefined {
  if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) return undefined
  return /index: (\S+)/.exec(error.message)?.[1]
}

/** A document with this id was there already. */
export function isTaken(error: unknown): boolean {
  return violatedIndex(error) === '_id_'
}
