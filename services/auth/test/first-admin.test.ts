import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Role } from '@rewards/contracts/auth'
import { openSqliteStore } from '@rewards/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { firstAdminFile } from '../src/infrastructure/first-admin/first-admin-file.ts'
import { storeDeclaration } from '../src/infrastructure/store/collections.ts'
import { ADMIN, asAdmin, type Running, removeDir, runAuth, tempDir } from './running-auth.ts'

const RANDOM = { adminEmail: 'first@rewards.example', adminPassword: undefined }

let dataDir: string
let started: Running[]
beforeEach(async () => {
  dataDir = await tempDir()
  started = []
})
afterEach(async () => {
  for (const running of started) await running.stop()
  await removeDir(dataDir)
})

async function start(config: object = RANDOM, dir = dataDir, overrides = {}): Promise<Running> {
  const running = await runAuth({ dataDir: dir, config, overrides })
  started.push(running)
  return running
}

const file = () => join(dataDir, 'first-admin.json')
const left = async () => JSON.parse(await readFile(file(), 'utf8'))

it('the first start leaves a random password for its owner alone to read', async () => {
  const { auth } = await start()
  const credentials = await left()
  expect(credentials).toEqual({ email: RANDOM.adminEmail, password: expect.stringMatching(/^[\w-]{24}$/) })
  expect((await stat(file())).mode & 0o777).toBe(0o600)
  expect((await auth.signIn(credentials)).user?.roles).toEqual([Role.USER, Role.ADMIN])
})

it('a later start leaves all as it is, also when the file was deleted', async () => {
  const first = await start()
  const credentials = await left()
  await first.stop()
  await removeDir(file())
  const again = await start()
  await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' })
  expect((await again.auth.signIn(credentials)).user?.email).toBe(RANDOM.adminEmail)
})

it('a configured password is used, and no file is left', async () => {
  const running = await start({ adminEmail: ADMIN.email, adminPassword: ADMIN.password })
  await expect(stat(file())).rejects.toMatchObject({ code: 'ENOENT' })
  expect((await asAdmin(running)).token).not.toBe('')
})

it('many first starts at once make one administrator and one signing key', async () => {
  const all = await Promise.all(Array.from({ length: 4 }, () => start()))
  const credentials = await left()
  const keys = await Promise.all(all.map(async ({ auth }) => (await auth.getSigningKeys({})).keys))
  expect(new Set(keys.map(each => JSON.stringify(each.map(({ kid }) => kid)))).size).toBe(1)
  for (const { auth, users } of all) {
    const { tokens } = await auth.signIn(credentials)
    const { users: found } = await users.listUsers({ role: Role.ADMIN }, { token: tokens?.accessToken ?? '' })
    expect(found.map(user => user.email)).toEqual([RANDOM.adminEmail])
  }
})

it('of first starts at once with a folder each, on one store, only the password that works is left', async () => {
  const file = join(dataDir, 'shared.sqlite')
  const store = await openSqliteStore({ file, collections: storeDeclaration })
  const dirs = ['a', 'b', 'c'].map(name => join(dataDir, name))
  // Who shares a store shares what signing keys are encrypted with.
  const config = { ...RANDOM, keysSecret: randomBytes(32).toString('base64') }
  const all = await Promise.all(dirs.map(dir => start(config, dir, { store })))
  const files = dirs.map(firstAdminFile).filter(path => existsSync(path))
  expect(files).toHaveLength(1)
  const credentials = JSON.parse(await readFile(files[0] ?? '', 'utf8'))
  for (const { auth } of all)
    expect((await auth.signIn(credentials)).user?.roles).toEqual([Role.USER, Role.ADMIN])
})

it('a start that ended right after it wrote the file is gone on with', async () => {
  const credentials = { email: RANDOM.adminEmail, password: 'written before the crash' }
  await writeFile(file(), JSON.stringify(credentials))
  const { auth } = await start()
  expect((await auth.signIn(credentials)).user?.roles).toEqual([Role.USER, Role.ADMIN])
})

it('a file that says something else is named, and the start refused', async () => {
  await writeFile(file(), '{}')
  await expect(start()).rejects.toThrow(/first-admin\.json does not have an e-mail address and a password/)
})
