import { RewardsError } from '@rewards/errors'

/** The write may or may not have taken place. To be repeated with the same guard and the same operation id. */
export class OutcomeUnknown extends RewardsError {
  override readonly name = 'OutcomeUnknown'
  constructor(cause?: unknown) {
    super(
      'unavailable',
      'STORE_OUTCOME_UNKNOWN',
      'the store did not say whether it kept the change; try again',
      {
        retryAfterMs: 500,
        cause,
      },
    )
  }
}

/** Nothing was read or written. */
export class StoreUnavailable extends RewardsError {
  override readonly name = 'StoreUnavailable'
  constructor(cause?: unknown) {
    super('unavailable', 'STORE_UNAVAILABLE', 'the store does not answer; try again', {
      retryAfterMs: 500,
      cause,
    })
  }
}

/** Another document has these values already in a unique index. Nothing was written. */
export class UniqueViolation extends RewardsError {
  override readonly name = 'UniqueViolation'
  readonly index: string
  constructor(index: string, cause?: unknown) {
    super('already_exists', 'UNIQUE_VIOLATION', `another document has the same values in ${index}`, { cause })
    this.index = index
  }
}

/** The document was written by a newer version of this program; nothing was written. Another replica may read it. */
export class NewerDocument extends RewardsError {
  override readonly name = 'NewerDocument'
  constructor(collection: string, id: string, version: number, known: number) {
    super('unavailable', 'DOCUMENT_NEWER', 'a newer version of this program has to answer this; try again', {
      retryAfterMs: 500,
      cause: new Error(`${collection} ${id} is of version ${version}; this program knows ${known}`),
    })
  }
}

/** The position of a query is none of its index: a page token was made up. Nothing was read. */
export class BadPosition extends RewardsError {
  override readonly name = 'BadPosition'
  constructor(problem: string) {
    const description = `is not a token of this list: ${problem}`
    super('invalid_argument', 'INVALID_PAGE_TOKEN', `page_token ${description}`, {
      violations: [{ field: 'page_token', description }],
    })
  }
}

/** What lies in the store is not what was written: its file was damaged. Nothing was read or written. */
export class DamagedDocument extends RewardsError {
  override readonly name = 'DamagedDocument'
  constructor(collection: string, id: string) {
    super(
      'unavailable',
      'DOCUMENT_DAMAGED',
      'what is stored of this is damaged, and has to be restored first',
      {
        cause: new Error(
          `${collection} ${JSON.stringify(id)} is not what was written; restore the file from a copy`,
        ),
      },
    )
  }
}
