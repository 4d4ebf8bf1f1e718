import type { Stored } from '@rewards/store'
import { beforeEach, expect, it } from 'vitest'
import { createApiKey } from '../src/application/service-accounts/create-api-key.ts'
import { createServiceAccount } from '../src/application/service-accounts/create-service-account.ts'
import { rotateApiKey } from '../src/application/service-accounts/rotate-api-key.ts'
import { roleSet } from '../src/domain/role.ts'
import type { User } from '../src/domain/user.ts'
import { memoryCollection } from './memory-collection.ts'

const SHOP = 'usr_shop'
const MANAGER = new Set(['serviceaccount.write', 'activity.write'])
const LESSER = new Set(['serviceaccount.write'])
let ids = 0
let documents: Map<string, Stored<User>>
const ports = () => ({
  users: memoryCollection(documents),
  newSecret: () => Buffer.alloc(32, 1).toString('base64url'),
  newId: (kind: string) => `${kind}_${++ids}`,
  now: () => 0,
})
beforeEach(() => {
  const roles = roleSet(['SERVICE', 'OPERATOR'])
  const value: User = {
    kind: 'SERVICE',
    displayName: 'Shop',
    roles,
    createdAtMs: 0,
    serviceAccount: { apiKeys: [] },
  }
  documents = new Map([[SHOP, { id: SHOP, rev: 1, value }]])
})

const keys = () => documents.get(SHOP)?.value.serviceAccount?.apiKeys ?? []
const wanted = { serviceAccountId: SHOP, displayName: 'x', expiresAtMs: undefined }
const refused = (...permissions: string[]) => ({
  kind: 'permission_denied',
  reason: 'GIVES_MORE_THAN_HELD',
  metadata: { permissions: permissions.join(', ') },
})

it('a key has no scope that its maker lacks, though the account has it', async () => {
  const call = createApiKey(ports())({ ...wanted, scopes: ['event.write', 'activity.write'] }, MANAGER)
  await expect(call).rejects.toMatchObject(refused('event.write'))
  expect(keys()).toEqual([])
})

it('nobody gets at a scope by rotating a key that has it', async () => {
  const { key } = await createApiKey(ports())({ ...wanted, scopes: ['activity.write'] }, MANAGER)
  const rotation = { serviceAccountId: SHOP, apiKeyId: key.keyId, overlapMs: 0, expiresAtMs: undefined }
  await expect(rotateApiKey(ports())(rotation, LESSER)).rejects.toMatchObject(refused('activity.write'))
  expect(keys()).toEqual([key])
})

it('an account has no role that its maker lacks', async () => {
  const maker = { userId: 'usr_m', held: MANAGER, given: new Set(['activity.write', 'token.exchange']) }
  const request = { idempotencyKey: 'k', displayName: 'Shop', partner: '' }
  await expect(createServiceAccount(ports())(request, maker)).rejects.toMatchObject(refused('token.exchange'))
})
