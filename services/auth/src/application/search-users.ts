import { Violations } from '@rewards/errors'
import { type ListResult, listPage, type PageRequest } from '@rewards/paging'
import { displayNameKeyOf } from '../domain/display-name.ts'
import { emailKeyOf } from '../domain/email.ts'
import type { User } from '../domain/user.ts'
import type { AuthPorts } from './ports.ts'

export interface SearchUsersRequest extends PageRequest {
  /** `undefined`: neither of the two was said. */
  readonly by: 'email' | 'display_name' | undefined
  readonly prefix: string
}

const INDEXES = {
  email: { index: 'by_email', keyOf: emailKeyOf },
  display_name: { index: 'by_display_name', keyOf: displayNameKeyOf },
} as const
/** Behind every text that begins with the prefix: it is no character. */
const LAST_CODE_POINT = '\u{10ffff}'

/** Users whose address or name begins with a text, in its order. Throws INVALID_FIELDS, INVALID_PAGE_TOKEN. */
export function searchUsers({ users }: Pick<AuthPorts, 'users'>) {
  return async ({ by, prefix, ...page }: SearchUsersRequest): Promise<ListResult<User>> => {
    const violations = new Violations()
    if (by) violations.text(by, prefix.trim(), { min: 1, max: 100 })
    else violations.add('prefix', 'is missing; allowed is one of email, display_name')
    violations.throwIfAny()
    const { index, keyOf } = INDEXES[by ?? 'email']
    const from = keyOf(prefix)
    return listPage(users, { list: ['search', by], index, from, before: from + LAST_CODE_POINT }, page)
  }
}
