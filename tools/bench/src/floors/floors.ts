import { join } from 'node:path'
import { DEAD_LETTERS } from '@rewards/messaging'
import { openSqliteStore, type Store } from '@rewards/store'
import type { Floors } from '../result.ts'
import { commitsPerSecond, FLOOR_DOCUMENTS } from './commits.ts'
import type { FloorTime } from './floor-time.ts'
import { messagesPerSecond } from './messages.ts'
import { syncsPerSecond } from './syncs.ts'

/** Measures disk and store in the folder, and the broker. */
export async function measureFloors(folder: string, natsUrl: string, time: FloorTime): Promise<Floors> {
  const store = await openFloorStore(folder)
  try {
    return {
      syncs: syncsPerSecond(folder, time.forMs),
      commitsByOne: await commitsPerSecond(store, { callers: 1, ...time }),
      commitsBy64: await commitsPerSecond(store, { callers: 64, ...time }),
      messages: await messagesPerSecond(natsUrl, store, time),
    }
  } finally {
    await store.close()
  }
}

function openFloorStore(folder: string): Promise<Store> {
  return openSqliteStore({ file: join(folder, 'floor.sqlite'), collections: [FLOOR_DOCUMENTS, DEAD_LETTERS] })
}
