import { checkAccess } from './access/check-access.ts'
import { getAccessModel } from './access/get-access-model.ts'
import { bindRole } from './bindings/bind-role.ts'
import { listBindings } from './bindings/list-bindings.ts'
import { unbindRole } from './bindings/unbind-role.ts'
import { changeUserState } from './change-user-state.ts'
import { createUser } from './create-user.ts'
import { deleteMyAccount } from './delete-my-account.ts'
import { changeMyEmail } from './email/change-my-email.ts'
import { confirmEmail } from './email/confirm-email.ts'
import { verifyMyEmail } from './email/verify-my-email.ts'
import { ensureFirstAdmin } from './ensure-first-admin.ts'
import { eraseUser } from './erase-user.ts'
import { exchangeApiKey } from './exchange/exchange-api-key.ts'
import { exchangeToken } from './exchange/exchange-token.ts'
import { getSigningKeys } from './get-signing-keys.ts'
import { getUser } from './get-user.ts'
import { addMember } from './groups/add-member.ts'
import { createGroup } from './groups/create-group.ts'
import { deleteGroup } from './groups/delete-group.ts'
import { getGroup } from './groups/get-group.ts'
import { listGroups } from './groups/list-groups.ts'
import { listMembers } from './groups/list-members.ts'
import { moveGroup } from './groups/move-group.ts'
import { removeMember } from './groups/remove-member.ts'
import { renameGroup } from './groups/rename-group.ts'
import { listAccessChanges } from './list-access-changes.ts'
import { listUsers } from './list-users.ts'
import { getMetadataSchema } from './metadata/get-metadata-schema.ts'
import { getUserMetadata } from './metadata/get-user-metadata.ts'
import { setMetadataSchema } from './metadata/set-metadata-schema.ts'
import { setUserMetadata } from './metadata/set-user-metadata.ts'
import { changeMyPassword } from './password/change-my-password.ts'
import { requestPasswordReset } from './password/request-password-reset.ts'
import { resetPassword } from './password/reset-password.ts'
import type { AuthPorts } from './ports.ts'
import { getMyProfile } from './profile/get-my-profile.ts'
import { updateMyProfile } from './profile/update-my-profile.ts'
import { refreshToken } from './refresh-token.ts'
import { revokeSigningKey } from './revoke-signing-key.ts'
import { createRole } from './roles/create-role.ts'
import { deleteRole } from './roles/delete-role.ts'
import { listRoles } from './roles/list-roles.ts'
import { updateRole } from './roles/update-role.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'
import { searchUsers } from './search-users.ts'
import { createApiKey } from './service-accounts/create-api-key.ts'
import { createServiceAccount } from './service-accounts/create-service-account.ts'
import { getServiceAccount } from './service-accounts/get-service-account.ts'
import { listServiceAccounts } from './service-accounts/list-service-accounts.ts'
import { revokeApiKey } from './service-accounts/revoke-api-key.ts'
import { rotateApiKey } from './service-accounts/rotate-api-key.ts'
import { updateServiceAccount } from './service-accounts/update-service-account.ts'
import { listSessions } from './sessions/list-sessions.ts'
import { revokeSession } from './sessions/revoke-session.ts'
import { revokeUserSessions } from './sessions/revoke-user-sessions.ts'
import { signOutEverywhere } from './sessions/sign-out-everywhere.ts'
import { setRoles } from './set-roles.ts'
import { signIn } from './sign-in.ts'
import { signOut } from './sign-out.ts'
import { signUp } from './sign-up.ts'
import { sweepSigningKeys } from './sweep-signing-keys.ts'
import { sweepStandings } from './sweep-standings.ts'
import { sweepVisits } from './sweep-visits.ts'
import { updateUser } from './update-user.ts'

/** Everything that the service does: each use case once, over the same ports. */
export function createUseCases(ports: AuthPorts) {
  return {
    signUp: signUp(ports),
    signIn: signIn(ports),
    refreshToken: refreshToken(ports),
    signOut: signOut(ports),
    listSessions: listSessions(ports),
    revokeSession: revokeSession(ports),
    signOutEverywhere: signOutEverywhere(ports),
    revokeUserSessions: revokeUserSessions(ports),
    getSigningKeys: getSigningKeys(ports),
    listAccessChanges: listAccessChanges(ports),
    rotateSigningKey: rotateSigningKey(ports),
    revokeSigningKey: revokeSigningKey(ports),
    sweepSigningKeys: sweepSigningKeys(ports),
    createUser: createUser(ports),
    getUser: getUser(ports),
    listUsers: listUsers(ports),
    setRoles: setRoles(ports),
    createServiceAccount: createServiceAccount(ports),
    getServiceAccount: getServiceAccount(ports),
    listServiceAccounts: listServiceAccounts(ports),
    updateServiceAccount: updateServiceAccount(ports),
    createApiKey: createApiKey(ports),
    rotateApiKey: rotateApiKey(ports),
    revokeApiKey: revokeApiKey(ports),
    exchangeApiKey: exchangeApiKey(ports),
    exchangeToken: exchangeToken(ports),
    changeUserState: changeUserState(ports),
    updateUser: updateUser(ports),
    searchUsers: searchUsers(ports),
    getMyProfile: getMyProfile(ports),
    updateMyProfile: updateMyProfile(ports),
    verifyMyEmail: verifyMyEmail(ports),
    changeMyEmail: changeMyEmail(ports),
    confirmEmail: confirmEmail(ports),
    changeMyPassword: changeMyPassword(ports),
    requestPasswordReset: requestPasswordReset(ports),
    resetPassword: resetPassword(ports),
    getMetadataSchema: getMetadataSchema(ports),
    setMetadataSchema: setMetadataSchema(ports),
    getUserMetadata: getUserMetadata(ports),
    setUserMetadata: setUserMetadata(ports),
    checkAccess: checkAccess(ports),
    getAccessModel: getAccessModel(ports),
    bindRole: bindRole(ports),
    listBindings: listBindings(ports),
    unbindRole: unbindRole(ports),
    addMember: addMember(ports),
    createGroup: createGroup(ports),
    deleteGroup: deleteGroup(ports),
    getGroup: getGroup(ports),
    listGroups: listGroups(ports),
    listMembers: listMembers(ports),
    moveGroup: moveGroup(ports),
    removeMember: removeMember(ports),
    renameGroup: renameGroup(ports),
    createRole: createRole(ports),
    deleteRole: deleteRole(ports),
    listRoles: listRoles(ports),
    updateRole: updateRole(ports),
    eraseUser: eraseUser(ports),
    deleteMyAccount: deleteMyAccount(ports),
    ensureFirstAdmin: ensureFirstAdmin(ports),
    sweepVisits: sweepVisits(ports),
    sweepStandings: sweepStandings(ports),
  }
}

export type UseCases = ReturnType<typeof createUseCases>
