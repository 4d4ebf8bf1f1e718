import { join } from 'node:path'
import { openSqliteStore, type Store } from '@rewards/store'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { AuthPorts } from '../src/application/ports.ts'
import { createUseCases } from '../src/application/use-cases.ts'
import { rolesOf } from '../src/domain/role.ts'
import { argon2Passwords } from '../src/infrastructure/passwords/argon2-passwords.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { CHEAP, person, removeDir, tempDir } from './running-auth.ts'

const never = new AbortController().signal

let dataDir: string
let store: Store
let ports: AuthPorts
/** How many of the next changes of the set of administrators come to nothing, as if the process ended there. */
let endings: number
beforeEach(async () => {
  dataDir = await tempDir()
  store = await openSqliteStore({
    file: join(dataDir, 'auth.sqlite'),
    collections: Object.values(collections),
  })
  endings = 0
  ports = portsOver(store)
})
afterEach(async () => {
  await store.close()
  await removeDir(dataDir)
})

function portsOver(opened: Store): AuthPorts {
  const administrators: AuthPorts['administrators'] = opened.collection(collections.administrators)
  const unused = () => Promise.reject(new Error('not part of this'))
  let ids = 0
  return {
    users: opened.collection(collections.users),
    sessions: opened.collection(collections.sessions),
    keyRings: opened.collection(collections.keyRings),
    customRoles: opened.collection(collections.customRoles),
    groupTrees: opened.collection(collections.groupTrees),
    groupPeople: opened.collection(collections.groupPeople),
    permissions: [],
    scopedPermissions: [],
    administrators: {
      ...unusedCollection(unused),
      get: id => administrators.get(id),
      update: (id, decide) =>
        endings-- > 0 ? Promise.reject(new Error('ended')) : administrators.update(id, decide),
    },
    metadataSchemas: opened.collection(collections.metadataSchemas),
    mailer: { send: unused },
    mailUndelivered: () => undefined,
    afterAnswer: () => undefined,
    passwords: argon2Passwords(CHEAP),
    limiter: { check: unused, count: unused, forgive: unused },
    keyedHash: unused,
    newSigningKey: unused,
    signAccessToken: unused,
    activities: { record: unused },
    subjectTokens: { PLAYER_ID: { subjectOf: unused } },
    dormantAfterMs: Number.POSITIVE_INFINITY,
    keyRotationMs: Number.POSITIVE_INFINITY,
    sessionLives: { longestMs: Number.POSITIVE_INFINITY, idleMs: Number.POSITIVE_INFINITY },
    verifiesEmail: false,
    visitsUndelivered: () => undefined,
    newSecret: () => '',
    newId: kind => `${kind}_${++ids}`,
    now: () => 0,
    random: () => 0,
  }
}

const root = { userId: 'usr_root', scopeOf: () => 'everywhere' as const }

function unusedCollection(unused: () => Promise<never>) {
  return { getMany: unused, insertOnce: unused, updateMany: unused, due: unused, page: unused, count: unused }
}

it('making an administrator that ended half-way is gone on with by the same call', async () => {
  const useCases = createUseCases(ports)
  const request = { idempotencyKey: 'key', roles: ['ADMIN'] as const, ...person() }
  endings = 1
  await expect(useCases.createUser(request, root, never)).rejects.toThrow('ended')
  const user = await useCases.createUser(request, root, never)
  expect(rolesOf(user.value.roles)).toEqual(['USER', 'ADMIN'])
  const again = await useCases.createUser(request, root, never)
  expect(again).toEqual(user)
})

it('a first start that ended half-way is gone on with by the next', async () => {
  const { ensureFirstAdmin, getUser } = createUseCases(ports)
  const credentials = async () => ({ email: 'root@example.com', password: 'correct horse' })
  endings = 1
  await expect(ensureFirstAdmin(credentials)).rejects.toThrow('ended')
  expect(await ensureFirstAdmin(credentials)).toBe('made')
  const admin = await getUser({ userId: 'usr_first_admin' })
  expect(rolesOf(admin.value.roles)).toEqual(['USER', 'ADMIN'])
  expect(await ensureFirstAdmin(credentials)).toBe('there already')
})
