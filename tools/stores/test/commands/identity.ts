import type { Call, Json } from '../../../../test/support/json-calls.ts'

/** Whom it is about. */
export interface Somebody {
  readonly userId: string
  readonly token: string
}

/** What auth keeps of people beside their accounts, and what the audit of each service is asked. */
export async function identity(call: Call, admin: string, { userId, token }: Somebody): Promise<void> {
  const asAdmin = async (method: string, request: object) => answered(await call(method, request, admin))
  await asAdmin('UserService/SearchUsers', { displayName: 'a' })
  await asAdmin('UserService/ListUsers', { state: 'USER_STATE_SUSPENDED' })
  await asAdmin('ServiceAccountService/ListServiceAccounts', {})
  answered(await call('SessionService/ListMySessions', {}, token))
  const seen = { visibleTo: 'METADATA_AUDIENCE_SELF', changeableBy: 'METADATA_AUDIENCE_SELF' }
  const fields = [{ key: 'birthday', date: {}, ...seen }]
  await asAdmin('MetadataService/SetMetadataSchema', { fields, expectedRevision: 0 })
  await asAdmin('RoleService/CreateRole', { displayName: 'Lead', permissions: ['event.write'] })
  const { group } = await asAdmin('GroupService/CreateGroup', { displayName: 'Paris' })
  await asAdmin('GroupService/AddGroupMember', { groupId: group.groupId, userId })
  await asAdmin('GroupService/ListGroupMembers', { groupId: group.groupId })
  await asAdmin('GroupService/RemoveGroupMember', { groupId: group.groupId, userId })
  await asAdmin('EventService/ListEvents', { ownerGroupId: group.groupId })
  for (const service of ['auth', 'event', 'condition', 'reward'])
    for (const filter of [{}, { actorId: userId }, { targetId: userId }, { action: 'a/b' }])
      await asAdmin(`rewards.${service}.v1.AuditService/ListAuditEntries`, { filter })
}

function answered({ code, body }: Awaited<ReturnType<Call>>): Json {
  if (code !== 'ok') throw new Error(JSON.stringify(body))
  return body
}
