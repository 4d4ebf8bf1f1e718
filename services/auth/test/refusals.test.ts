import { describe, expect, test } from 'vitest'
import {
  groupNameTaken,
  groupNotEmpty,
  groupNotFound,
  groupsInACircle,
  neededEverywhere,
  roleInUse,
  roleNameTaken,
  roleNotFound,
  rolesInACircle,
  tooMany,
} from '../src/domain/access-errors.ts'
import {
  emailTokenRefused,
  mailBusy,
  mailTooSoon,
  noEmail,
  passwordChanged,
  passwordWrong,
  resetRefused,
  schemaMismatch,
} from '../src/domain/account-errors.ts'
import { rateLimited } from '../src/domain/attempts/rate-limited.ts'
import {
  accountClosed,
  adminNotAPerson,
  emailTaken,
  keyNotFound,
  keyReused,
  lastAdmin,
  memberElsewhere,
  refreshRefused,
  refreshReused,
  revisionMismatch,
  sessionNotFound,
  signInBusy,
  signInRefused,
  stateChangeRefused,
  targetMayMore,
  userDeleted,
  userNotFound,
} from '../src/domain/errors.ts'
import {
  apiKeyNotFound,
  apiKeyRefused,
  givesMoreThanHeld,
  noPartner,
  serviceAccountNotFound,
  tooManyApiKeys,
} from '../src/domain/service-account-errors.ts'

describe('a refusal', () => {
  const TOKEN = 'the token is unknown, used or expired; ask for a new one'
  const BUSY = 'right now; try again in a few seconds'
  const AGAIN = 'read it again and decide anew'
  const REFRESH = 'the refresh token is unknown, expired or signed out; sign in again'
  const REUSED =
    'a refresh token of this session was used again later, so the session is revoked; sign in again'
  const KEY = 'idempotency_key was used with another request before; a new request needs a new key'
  const PEOPLE = 'only people can have the role ADMIN; service accounts and players cannot'
  const LAST = 'this is the last user with the role ADMIN; give it to somebody else first'
  const BEYOND =
    "user usr_a is a member of groups beyond the caller's, too; whoever has the permission for all of them can do it"
  const SOON = 'a mail was sent less than a minute ago; look for it, or try again later'
  const AT_3 = { expectedRevision: '2', revision: '3' }

  test.each([
    [
      () => signInRefused(),
      'unauthenticated',
      'SIGN_IN_REFUSED',
      'the e-mail address or the password is wrong',
      {},
    ],
    [() => refreshRefused(), 'unauthenticated', 'REFRESH_REFUSED', REFRESH, {}],
    [() => refreshReused(), 'unauthenticated', 'REFRESH_REUSED', REUSED, {}],
    [
      () => keyNotFound('k'),
      'not_found',
      'KEY_NOT_FOUND',
      'there is no signing key k',
      { metadata: { kid: 'k' } },
    ],
    [
      () => sessionNotFound('ses_a'),
      'not_found',
      'SESSION_NOT_FOUND',
      'there is no session ses_a',
      { metadata: { sessionId: 'ses_a' } },
    ],
    [
      () => userNotFound('usr_a'),
      'not_found',
      'USER_NOT_FOUND',
      'there is no user usr_a',
      { metadata: { userId: 'usr_a' } },
    ],
    [
      () => emailTaken(),
      'already_exists',
      'EMAIL_TAKEN',
      'an account with this e-mail address exists already',
      {},
    ],
    [() => keyReused(), 'failed_precondition', 'KEY_REUSED', KEY, {}],
    [
      () => revisionMismatch(2, 3),
      'aborted',
      'REVISION_MISMATCH',
      `the user is at revision 3, not 2; ${AGAIN}`,
      { metadata: AT_3 },
    ],
    [
      () => revisionMismatch(2, 3, 'group'),
      'aborted',
      'REVISION_MISMATCH',
      `the group is at revision 3, not 2; ${AGAIN}`,
      { metadata: AT_3 },
    ],
    [
      () => schemaMismatch(2, 3),
      'aborted',
      'REVISION_MISMATCH',
      `the schema is at revision 3, not 2; ${AGAIN}`,
      { metadata: AT_3 },
    ],
    [() => lastAdmin(), 'failed_precondition', 'LAST_ADMIN', LAST, {}],
    [() => adminNotAPerson(), 'failed_precondition', 'ADMIN_NOT_A_PERSON', PEOPLE, {}],
    [
      () => stateChangeRefused('PENDING', 'DORMANT'),
      'failed_precondition',
      'STATE_CHANGE_REFUSED',
      'a user who is PENDING does not become DORMANT in this way',
      { metadata: { from: 'PENDING', to: 'DORMANT' } },
    ],
    [
      () => userDeleted('usr_a'),
      'failed_precondition',
      'USER_DELETED',
      'the user usr_a is DELETED, for ever',
      { metadata: { userId: 'usr_a' } },
    ],
    [() => memberElsewhere('usr_a'), 'permission_denied', 'MEMBER_ELSEWHERE', BEYOND, {}],
    [
      () => accountClosed('BANNED', 'spam'),
      'permission_denied',
      'ACCOUNT_BANNED',
      'the account is BANNED',
      { metadata: { reason: 'spam' } },
    ],
    [
      () => targetMayMore(),
      'permission_denied',
      'TARGET_MAY_MORE',
      'the user has permissions that you do not have',
      {},
    ],
    [() => passwordWrong(), 'permission_denied', 'PASSWORD_WRONG', 'the password is wrong', {}],
    [
      () => passwordChanged(),
      'aborted',
      'PASSWORD_CHANGED',
      'the password was changed at the same moment; nothing was done',
      {},
    ],
    [() => resetRefused(), 'unauthenticated', 'RESET_REFUSED', TOKEN, {}],
    [() => emailTokenRefused(), 'unauthenticated', 'EMAIL_TOKEN_REFUSED', TOKEN, {}],
    [() => noEmail(), 'failed_precondition', 'NO_EMAIL', 'the account has no address', {}],
    [
      () => signInBusy(),
      'resource_exhausted',
      'SIGN_IN_BUSY',
      `too many passwords are being checked ${BUSY}`,
      { retryAfterMs: 2_000 },
    ],
    [
      () => mailBusy(),
      'resource_exhausted',
      'MAIL_BUSY',
      `too many mails are being sent ${BUSY}`,
      { retryAfterMs: 2_000 },
    ],
    [() => mailTooSoon(7), 'resource_exhausted', 'MAIL_TOO_SOON', SOON, { retryAfterMs: 7 }],
    [
      () => serviceAccountNotFound('usr_a'),
      'not_found',
      'SERVICE_ACCOUNT_NOT_FOUND',
      'there is no service account usr_a',
      { metadata: { serviceAccountId: 'usr_a' } },
    ],
    [
      () => apiKeyNotFound('apk_a'),
      'not_found',
      'API_KEY_NOT_FOUND',
      'the account has no API key apk_a that is still good',
      { metadata: { apiKeyId: 'apk_a' } },
    ],
    [
      () => tooManyApiKeys(20),
      'failed_precondition',
      'TOO_MANY_API_KEYS',
      'the account has 20 API keys already; revoke one first',
      { metadata: { most: '20' } },
    ],
    [
      () => givesMoreThanHeld(['a.read', 'b.write']),
      'permission_denied',
      'GIVES_MORE_THAN_HELD',
      'you do not hold a.read, b.write where you want to give it',
      { metadata: { permissions: 'a.read, b.write' } },
    ],
    [
      () => apiKeyRefused(),
      'unauthenticated',
      'API_KEY_REFUSED',
      'the API key is unknown, revoked or expired, or its account is disabled',
      {},
    ],
    [
      () => noPartner(),
      'permission_denied',
      'NO_PARTNER',
      'only an enabled service account of a partner gets tokens for its players',
      {},
    ],
    [
      () => rolesInACircle(['a', 'b']),
      'failed_precondition',
      'ROLES_IN_A_CIRCLE',
      'the roles would include each other in a circle: a includes b',
      {},
    ],
    [
      () => roleNotFound('rol_a'),
      'not_found',
      'ROLE_NOT_FOUND',
      'there is no role rol_a',
      { metadata: { roleId: 'rol_a' } },
    ],
    [
      () => roleNameTaken('rol_a'),
      'already_exists',
      'ROLE_NAME_TAKEN',
      'the role rol_a has this name already',
      { metadata: { roleId: 'rol_a' } },
    ],
    [
      () => roleInUse('rol_b'),
      'failed_precondition',
      'ROLE_IN_USE',
      'the role rol_b includes it; take it out of there first',
      { metadata: { roleId: 'rol_b' } },
    ],
    [
      () => groupNotFound('grp_a'),
      'not_found',
      'GROUP_NOT_FOUND',
      'there is no group grp_a',
      { metadata: { groupId: 'grp_a' } },
    ],
    [
      () => groupNameTaken('grp_a'),
      'already_exists',
      'GROUP_NAME_TAKEN',
      'the group grp_a beside it has this name already',
      { metadata: { groupId: 'grp_a' } },
    ],
    [
      () => groupsInACircle(),
      'failed_precondition',
      'GROUPS_IN_A_CIRCLE',
      'a group cannot be moved below itself',
      {},
    ],
    [
      () => groupNotEmpty(),
      'failed_precondition',
      'GROUP_NOT_EMPTY',
      'there are groups below it; move or remove them first',
      {},
    ],
    [
      () => neededEverywhere('role.write'),
      'permission_denied',
      'PERMISSION_DENIED',
      'this needs the permission role.write everywhere, which you hold within groups alone',
      { metadata: { permission: 'role.write' } },
    ],
    [
      () => tooMany('TOO_MANY_ROLES', 500, 'roles'),
      'failed_precondition',
      'TOO_MANY_ROLES',
      'there can be at most 500 roles',
      { metadata: { most: '500' } },
    ],
    [
      () => rateLimited('signInsPerAddress', 1_000.5),
      'resource_exhausted',
      'RATE_LIMITED',
      'too many attempts: signInsPerAddress allows the next in 2 s',
      { metadata: { limit: 'signInsPerAddress' }, retryAfterMs: 1_001 },
    ],
  ] as const)('says what it is about: %s', (refusal, kind, reason, message, options) => {
    const error = refusal()
    expect({ ...error, message: error.message }).toStrictEqual({
      name: 'RewardsError',
      kind,
      reason,
      message,
      metadata: {},
      violations: [],
      retryAfterMs: undefined,
      ...options,
    })
  })
})
