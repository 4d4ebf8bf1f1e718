import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openSqliteDriver } from '@rewards/store'
import { collections as eventCollections } from '../../../services/event/src/infrastructure/store/collections.ts'
import { collections as rewardCollections } from '../../../services/reward/src/infrastructure/store/collections.ts'
import type { Stores } from './world.ts'

/** Runs `use` on fresh SQLite files in `folder`, and removes them. */
export async function sqliteStores(folder: string, use: (stores: Stores) => Promise<void>): Promise<void> {
  const open = (name: string, collections: Parameters<typeof openSqliteDriver>[0]['collections']) =>
    openSqliteDriver({ file: join(folder, `${name}.sqlite`), collections })
  const event = await open('event', Object.values(eventCollections))
  const reward = await open('reward', Object.values(rewardCollections))
  try {
    await use({ event, reward })
  } finally {
    await Promise.all([event.close(), reward.close()])
    for (const name of ['event', 'reward'])
      for (const suffix of ['', '-wal', '-shm'])
        rmSync(join(folder, `${name}.sqlite${suffix}`), { force: true })
  }
}
