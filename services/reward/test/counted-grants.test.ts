import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore, type Store } from '@rewards/store'
import { startMeasuring } from '@rewards/telemetry/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { grantRewards } from '../src/application/grant-rewards.ts'
import type { Providers } from '../src/application/providers.ts'
import { countedGrants } from '../src/infrastructure/metrics/counted-grants.ts'
import { collections } from '../src/infrastructure/store/collections.ts'
import { request } from './builders.ts'
import { ledgerAlone, NO, outsideProvider, YES } from './grant-world.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-counted-'))
  store = await openSqliteStore({
    file: join(folder, 'reward.sqlite'),
    collections: Object.values(collections),
  })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const granting = (providers: Providers) =>
  grantRewards({
    grants: countedGrants(store.collection(collections.grants)),
    providers,
    answer: () => undefined,
    now: Date.now,
    providerFailed: () => undefined,
  })

it('counts each grant of our own once, by type, however often it is asked for', async () => {
  await using measured = await startMeasuring()
  const [grant, asked] = [granting(ledgerAlone()), request()]
  await Promise.all(Array.from({ length: 8 }, () => grant(asked)))
  await grant(asked)
  expect(await measured.values('rewards_grants_total')).toEqual({
    'BADGE GRANTED': 1,
    'COUPON GRANTED': 1,
    'GRANTED POINT': 1,
  })
})

it('counts what a provider rejected, and what it granted at the next attempt', async () => {
  await using measured = await startMeasuring()
  const asked = request()
  await granting(outsideProvider('final per key', () => NO).providers)(asked)
  await granting(outsideProvider('final per key', () => YES).providers)({ ...asked, attempt: 2 })
  expect(await measured.values('rewards_grants_total')).toEqual({
    'BADGE GRANTED': 1,
    'BADGE REJECTED': 1,
    'COUPON GRANTED': 1,
    'COUPON REJECTED': 1,
    'GRANTED POINT': 1,
    'POINT REJECTED': 1,
  })
})
