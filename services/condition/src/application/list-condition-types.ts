import { Violations } from '@rewards/errors'
import { decodePageToken, encodePageToken, type PageRequest } from '@rewards/paging'
import type { ConditionType } from '../domain/condition-type.ts'
import { CONDITION_TYPES } from '../domain/condition-types.ts'

/** A page of the condition types. */
export interface ConditionTypePage {
  readonly types: readonly ConditionType[]
  /** Empty: this was the last page. */
  readonly nextPageToken: string
}

const LIST = ['condition_types']
const MAX_PAGE_SIZE = 200
const DEFAULT_PAGE_SIZE = 50

/** The condition types by name, a page at a time. Throws invalid_argument INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function listConditionTypes({ pageSize, pageToken }: PageRequest): ConditionTypePage {
  const violations = new Violations()
  violations.integer('page_size', pageSize, { min: 0, max: MAX_PAGE_SIZE })
  violations.throwIfAny()
  const after = String(decodePageToken(LIST, pageToken)?.[0] ?? '')
  const rest = CONDITION_TYPES.filter(({ name }) => name > after)
  const types = rest.slice(0, pageSize || DEFAULT_PAGE_SIZE)
  const last = types.at(-1)
  const more = types.length < rest.length
  return { types, nextPageToken: more && last ? encodePageToken(LIST, [last.name]) : '' }
}
