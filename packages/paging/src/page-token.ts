import { createHash } from 'node:crypto'
import { RewardsError } from '@rewards/errors'
import type { Position } from '@rewards/store'

/**
 * A page token is a keyset position, bound to the list that it came from by a hash of the list's name, filters and
 * order, and of the position. It is not secret and not signed: the query itself enforces who may see what, so that a
 * forged position can only ask for another page of the same list.
 */
export function encodePageToken(list: unknown, position: Position): string {
  return Buffer.from(JSON.stringify([fingerprint(list, position), ...position])).toString('base64url')
}

/** The position; `undefined` for the empty token. Throws `invalid_argument` INVALID_PAGE_TOKEN for one of another list. */
export function decodePageToken(list: unknown, token: string): Position | undefined {
  if (token === '') return undefined
  const [print, ...position] = parse(token)
  if (position.length === 0 || !position.every(isScalar) || print !== fingerprint(list, position))
    throw invalid()
  return position
}

function parse(token: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    return Array.isArray(parsed) ? parsed : []
  } catch {
    throw invalid()
  }
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

/** Of the position too: one that was edited may be none that the list's index has. */
function fingerprint(list: unknown, position: Position): string {
  return createHash('sha256')
    .update(JSON.stringify([list, position]))
    .digest('base64url')
    .slice(0, 12)
}

function invalid(): RewardsError {
  const description =
    'is not a token of this list; allowed is the next_page_token of a page with the same filters'
  return new RewardsError('invalid_argument', 'INVALID_PAGE_TOKEN', `page_token ${description}`, {
    violations: [{ field: 'page_token', description }],
  })
}
