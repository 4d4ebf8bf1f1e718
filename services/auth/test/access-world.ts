import { Role } from '@rewards/contracts/auth'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

/** Somebody who signed up, and their call options as they are after the last `signedIn`. */
export interface Somebody {
  readonly userId: string
  readonly email: string
  readonly password: string
}

/** Call options. */
export interface As {
  readonly token: string
}

/** A running auth, and a small organisation in it: `all` above `europe` (above `paris`) and `asia`. */
export interface AccessWorld extends AsyncDisposable {
  readonly running: Running
  readonly admin: As
  readonly groups: Readonly<Record<'all' | 'europe' | 'paris' | 'asia', string>>
  somebody(roles?: readonly Role[]): Promise<Somebody>
  signedIn(who: Somebody): Promise<As>
  group(displayName: string, parentId?: string): Promise<string>
  role(permissions: readonly string[], includes?: readonly string[]): Promise<string>
  bind(holder: string, roleId: string, groupId?: string, as?: As): Promise<unknown>
  join(groupId: string, userId: string, as?: As): Promise<unknown>
}

let names = 0

export async function accessWorld(): Promise<AccessWorld> {
  const running = await runAuth({ dataDir: await tempDir() })
  const admin = await asAdmin(running)
  const group = async (displayName: string, parentId = '') =>
    (await running.groups.createGroup({ displayName, parentId }, admin)).group?.groupId ?? ''
  const all = await group('All')
  const europe = await group('Europe', all)
  const world: AccessWorld = {
    running,
    admin,
    groups: { all, europe, paris: await group('Paris', europe), asia: await group('Asia', all) },
    async somebody(roles) {
      const who = person()
      const { user } = await running.auth.signUp(who)
      const userId = user?.userId ?? ''
      if (roles)
        await running.users.setRoles({ userId, roles: [...roles, Role.USER], expectedRevision: 1 }, admin)
      return { ...who, userId }
    },
    async signedIn({ email, password }) {
      const { tokens } = await running.auth.signIn({ email, password })
      return { token: tokens?.accessToken ?? '' }
    },
    group,
    async role(permissions, includes = []) {
      const wanted = {
        displayName: `role ${++names}`,
        permissions: [...permissions],
        includes: [...includes],
      }
      return (await running.roles.createRole(wanted, admin)).role?.roleId ?? ''
    },
    bind: (holder, roleId, groupId = '', as = admin) =>
      running.bindings.bindRole({ binding: { holder: holderOf(holder), roleId, groupId } }, as),
    join: (groupId, userId, as = admin) => running.groups.addGroupMember({ groupId, userId }, as),
    async [Symbol.asyncDispose]() {
      await running.stop()
      await removeDir(running.dataDir)
    },
  }
  return world
}

/** A user or a group, by the kind of the id. */
export function holderOf(id: string) {
  return id.startsWith('grp_')
    ? { holder: { case: 'groupId' as const, value: id } }
    : { holder: { case: 'userId' as const, value: id } }
}
