import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, person, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'
import { type CallAs, type Programs, programsAt } from './service-accounts.ts'

let running: Running
let programs: Programs
let admin: CallAs
let manager: CallAs
beforeAll(async () => {
  running = await runAuth({ dataDir: await tempDir() })
  programs = programsAt(running)
  admin = await asAdmin(running)
  manager = await holding('serviceaccount.read', 'serviceaccount.write', 'activity.write')
})
afterAll(async () => {
  programs.close()
  await running.stop()
  await removeDir(running.dataDir)
})

/** Call options of a person with a role of these permissions. */
async function holding(...permissions: string[]): Promise<CallAs> {
  const who = person()
  const { user } = await running.auth.signUp(who)
  const { role } = await running.roles.createRole({ displayName: randomUUID(), permissions }, admin)
  const holder = { holder: { case: 'userId', value: user?.userId ?? '' } } as const
  await running.bindings.bindRole({ binding: { holder, roleId: role?.roleId ?? '' } }, admin)
  const { tokens } = await running.auth.signIn(who)
  return { token: tokens?.accessToken ?? '' }
}

describe('who manages service accounts and may do little else', () => {
  const refused = { kind: 'permission_denied', reason: 'GIVES_MORE_THAN_HELD' }

  it('makes keys of what they may do themselves', async () => {
    const { secret } = await programs.key(await programs.account(admin), manager, ['activity.write'])
    await programs.withKey(secret)
  })

  it('makes no key of more, though the account has it', async () => {
    const account = await programs.account(admin, 'acme')
    await expect(programs.key(account, manager, ['token.exchange'])).rejects.toMatchObject(refused)
  })

  it('gets at no key of more by rotating one', async () => {
    const serviceAccountId = await programs.account(admin, 'acme')
    const { apiKeyId } = await programs.key(serviceAccountId, admin, ['token.exchange'])
    const call = programs.accounts.rotateApiKey({ serviceAccountId, apiKeyId }, manager)
    await expect(call).rejects.toMatchObject(refused)
  })

  it('makes no account, which would have the role SERVICE', async () => {
    await expect(programs.account(manager)).rejects.toMatchObject(refused)
  })

  it('has no more by a key of an account with their own permissions', async () => {
    const { secret } = await programs.key(await programs.account(admin), manager, ['serviceaccount.write'])
    const call = programs.account(await programs.withKey(secret))
    await expect(call).rejects.toMatchObject({ reason: 'PERMISSION_DENIED' })
  })
})
