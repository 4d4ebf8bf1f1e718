import type { Violations } from '@rewards/errors'
import { checkDisplayName } from './display-name.ts'
import { checkEmail, type Email } from './email.ts'
import { checkNewPassword, type IsCommonPassword } from './password.ts'

/** What an account is made of, as a caller gives it. */
export interface AccountDraft {
  readonly email: string
  readonly password: string
  readonly displayName: string
}

/** What an account is made of, checked. */
export interface Account extends Email {
  readonly password: string
  readonly displayName: string
}

/** Adds a violation for everything that is wrong with the draft. */
export function checkAccount(
  violations: Violations,
  draft: AccountDraft,
  isCommon: IsCommonPassword,
): Account {
  return {
    ...checkEmail(violations, 'email', draft.email),
    password: checkNewPassword(violations, 'password', draft.password, isCommon),
    displayName: checkDisplayName(violations, 'display_name', draft.displayName),
  }
}
