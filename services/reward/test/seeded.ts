import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEAD_LETTERS, type DeadLetter, DeadLetters } from '@rewards/messaging'
import { openSqliteStore } from '@rewards/store'
import { type Grant, grantId } from '../src/domain/grant.ts'
import { collections, storeDeclaration } from '../src/infrastructure/store/collections.ts'

/** A store to start the service on, and what a test puts there. The service closes it. */
export async function seededStore() {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-seeded-'))
  const store = await openSqliteStore({ file: join(folder, 'reward.sqlite'), collections: storeDeclaration })
  const grants = store.collection<Grant>(collections.grants)
  const letters = store.collection<DeadLetter>(DEAD_LETTERS)
  return {
    store,
    deadLetters: new DeadLetters({ letters, now: Date.now }),
    put: (all: readonly Grant[]) =>
      Promise.all(all.map(grant => grants.insertOnce(grantId(grant.claimId, grant.reward.rewardId), grant))),
    remove: () => rm(folder, { recursive: true }),
  }
}

export type Seeded = Awaited<ReturnType<typeof seededStore>>
