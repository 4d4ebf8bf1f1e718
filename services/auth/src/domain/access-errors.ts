import { RewardsError } from '@rewards/errors'

export function roleNotFound(roleId: string): RewardsError {
  return new RewardsError('not_found', 'ROLE_NOT_FOUND', `there is no role ${roleId}`, {
    metadata: { roleId },
  })
}

export function roleNameTaken(roleId: string): RewardsError {
  const message = `the role ${roleId} has this name already`
  return new RewardsError('already_exists', 'ROLE_NAME_TAKEN', message, { metadata: { roleId } })
}

export function rolesInACircle(circle: readonly string[]): RewardsError {
  const message = `the roles would include each other in a circle: ${circle.join(' includes ')}`
  return new RewardsError('failed_precondition', 'ROLES_IN_A_CIRCLE', message)
}

export function roleInUse(by: string): RewardsError {
  const message = `the role ${by} includes it; take it out of there first`
  return new RewardsError('failed_precondition', 'ROLE_IN_USE', message, { metadata: { roleId: by } })
}

export function groupNotFound(groupId: string): RewardsError {
  const message = `there is no group ${groupId}`
  return new RewardsError('not_found', 'GROUP_NOT_FOUND', message, { metadata: { groupId } })
}

/** For who holds within groups alone what this needs everywhere. */
export function neededEverywhere(permission: string): RewardsError {
  const message = `this needs the permission ${permission} everywhere, which you hold within groups alone`
  return new RewardsError('permission_denied', 'PERMISSION_DENIED', message, { metadata: { permission } })
}

export function groupNameTaken(groupId: string): RewardsError {
  const message = `the group ${groupId} beside it has this name already`
  return new RewardsError('already_exists', 'GROUP_NAME_TAKEN', message, { metadata: { groupId } })
}

export function groupsInACircle(): RewardsError {
  const message = 'a group cannot be moved below itself'
  return new RewardsError('failed_precondition', 'GROUPS_IN_A_CIRCLE', message)
}

export function groupNotEmpty(): RewardsError {
  const message = 'there are groups below it; move or remove them first'
  return new RewardsError('failed_precondition', 'GROUP_NOT_EMPTY', message)
}

/** There are as many as there may be: `what` in the plural. */
export function tooMany(
  reason: 'TOO_MANY_ROLES' | 'TOO_MANY_GROUPS' | 'TOO_MANY_LEVELS' | 'TOO_MANY_BINDINGS',
  most: number,
  what: string,
): RewardsError {
  const message = `there can be at most ${most} ${what}`
  return new RewardsError('failed_precondition', reason, message, { metadata: { most: String(most) } })
}
