import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Collection, openSqliteStore, type Store } from '@rewards/store'
import { startMeasuring } from '@rewards/telemetry/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Attempt, Claim } from '../src/domain/claim.ts'
import type { Refusal } from '../src/domain/refusal.ts'
import { countedClaims, countedRefusals } from '../src/infrastructure/metrics/counted-claims.ts'
import { measureClaims } from '../src/infrastructure/metrics/measure-claims.ts'
import { collections, storeDeclaration } from '../src/infrastructure/store/collections.ts'

let folder: string
let store: Store
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-counted-'))
  store = await openSqliteStore({ file: join(folder, 'event.sqlite'), collections: storeDeclaration })
})
afterEach(async () => {
  await store.close()
  await rm(folder, { recursive: true })
})

const attempt: Attempt = { no: 1, opId: 'op_1', state: 'REQUESTED', by: 'usr_ann', requestedAtMs: 1_000 }
const claim: Claim = {
  eventId: 'evt_a',
  userId: 'usr_ann',
  state: 'REQUESTED',
  attempt: 1,
  requested: [],
  eventRevision: 1,
  leftOut: [],
  granted: {},
  holds: {},
  isFullyGranted: false,
  attempts: [attempt],
  changedAtMs: 1_000,
}
const claims = (): Collection<Claim> => countedClaims(store.collection(collections.claims))
const toSuccess = (found: Claim | undefined): Claim | undefined =>
  found?.state === 'REQUESTED' ? { ...found, state: 'SUCCESS', changedAtMs: 4_000 } : undefined

it('is the collection itself while nobody measures', () => {
  const collection = store.collection<Claim>(collections.claims)
  expect(countedClaims(collection)).toBe(collection)
})

it('counts each change of state once, whoever of many made it, and how long a grant took', async () => {
  await using measured = await startMeasuring()
  const counted = claims()
  await Promise.all([counted.insertOnce('a', claim), counted.insertOnce('a', claim)])
  expect(await measured.values('rewards_claims_total')).toEqual({ ' REQUESTED': 1 })
  await Promise.all(Array.from({ length: 20 }, () => counted.update('a', toSuccess)))
  expect(await measured.values('rewards_claims_total')).toEqual({ ' REQUESTED': 1, ' SUCCESS': 1 })
  expect(await measured.values('rewards_claim_grant_duration_count')).toEqual({ '': 1 })
  expect(await measured.values('rewards_claim_grant_duration_sum')).toEqual({ '': 3 })
})

it('counts no change that leaves the state as it was, and a further attempt as a new claim', async () => {
  await using measured = await startMeasuring()
  const counted = claims()
  const failed: Claim = { ...claim, state: 'FAILED', reason: 'GRANT_FAILED' }
  await counted.insertOnce('a', failed)
  await counted.update('a', found => found && { ...found, changedAtMs: 5_000 })
  await counted.update('a', found => found && { ...found, attempt: 2 })
  expect(await measured.values('rewards_claims_total')).toEqual({ 'FAILED GRANT_FAILED': 2 })
})

it('counts a refusal once, by its reason', async () => {
  await using measured = await startMeasuring()
  const refusals = countedRefusals(store.collection<Refusal>(collections.refusals))
  const refusal = {
    eventId: 'evt_a',
    userId: 'usr_ann',
    reason: 'EVENT_STATUS',
    atMs: 1_000,
  } as unknown as Refusal
  await refusals.insertOnce('r', refusal)
  await refusals.insertOnce('r', refusal)
  expect(await measured.values('rewards_claims_total')).toEqual({ 'EVENT_STATUS REFUSED': 1 })
})

it('shows what is open, and since when', async () => {
  await using measured = await startMeasuring()
  const counted = claims()
  measureClaims(counted, () => 61_000)
  await counted.insertOnce('a', claim)
  await counted.insertOnce('b', { ...claim, userId: 'usr_bob', changedAtMs: 31_000 })
  await counted.insertOnce('c', { ...claim, userId: 'usr_cyd', state: 'SUCCESS' })
  expect(await measured.values('rewards_claims_open')).toEqual({ REQUESTED: 2, RESERVING: 0 })
  expect(await measured.values('rewards_claims_open_oldest_age')).toEqual({ REQUESTED: 60, RESERVING: 0 })
})
