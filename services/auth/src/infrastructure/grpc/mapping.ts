import type { MessageInitShape } from '@bufbuild/protobuf'
import { Role as RoleMessage, type TokensSchema, UserKind, type UserSchema } from '@rewards/contracts/auth'
import type { Stored } from '@rewards/store'
import type { Tokens } from '../../application/tokens.ts'
import { ROLES, type Role, rolesOf } from '../../domain/role.ts'
import { revisionOf, type User } from '../../domain/user.ts'
import { timestampOf } from './times.ts'
import { standingMessage } from './user-states.ts'

/** The role of the contract; `undefined` for UNSPECIFIED and for those that this version does not know. */
export function roleOf(message: RoleMessage): Role | undefined {
  return ROLES.find(role => RoleMessage[role] === message)
}

/** A filter by role; `undefined` when none is set. */
export function roleFilterOf(message: RoleMessage): Role | 'unknown' | undefined {
  return message === RoleMessage.UNSPECIFIED ? undefined : (roleOf(message) ?? 'unknown')
}

export function userOf(user: Stored<User>): MessageInitShape<typeof UserSchema> {
  const { id, value } = user
  return {
    userId: id,
    email: value.email ?? '',
    displayName: value.displayName,
    roles: rolesOf(value.roles).map(role => RoleMessage[role]),
    createdAt: timestampOf(value.createdAtMs),
    revision: revisionOf(user),
    kind: UserKind[value.kind ?? 'PERSON'],
    partner: value.player?.partner ?? '',
    partnerUserId: value.player?.subject ?? '',
    ...standingMessage(value),
    locale: value.locale ?? '',
    timeZone: value.timeZone ?? '',
    ...(value.emailVerifiedAtMs !== undefined && { emailVerifiedAt: timestampOf(value.emailVerifiedAtMs) }),
  }
}

export function tokensMessage({ access, refresh }: Tokens): MessageInitShape<typeof TokensSchema> {
  return {
    accessToken: access.token,
    accessTokenExpiresAt: timestampOf(access.expiresAtMs),
    refreshToken: refresh.token,
    refreshTokenExpiresAt: timestampOf(refresh.expiresAtMs),
  }
}
