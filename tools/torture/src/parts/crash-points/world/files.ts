import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DEAD_LETTERS } from '@rewards/messaging'
import { openSqliteStore, type Store, type StoreDeclaration } from '@rewards/store'
import { collections as eventCollections } from '../../../../../../services/event/src/infrastructure/store/collections.ts'
import { collections as rewardCollections } from '../../../../../../services/reward/src/infrastructure/store/collections.ts'

export const SERVICES = ['event', 'reward'] as const
export type Service = (typeof SERVICES)[number]

const COLLECTIONS: Readonly<Record<Service, StoreDeclaration>> = {
  event: [...Object.values(eventCollections), DEAD_LETTERS],
  reward: [...Object.values(rewardCollections), DEAD_LETTERS],
}

/** Opens a service's file in a folder; it is made when it is missing. */
export function openFile(folder: string, service: Service): Promise<Store> {
  return openSqliteStore({ file: join(folder, `${service}.sqlite`), collections: COLLECTIONS[service] })
}

/** A folder of its own with copies of the files in another one, which nobody has open. */
export async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const service of SERVICES)
    await copyFile(join(from, `${service}.sqlite`), join(to, `${service}.sqlite`))
}

export async function removeFiles(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
}

/** How many dead letters wait in a service's file. */
export async function openDeadLetters(folder: string, service: Service): Promise<number> {
  const store = await openFile(folder, service)
  try {
    return await store.collection(DEAD_LETTERS).count({ index: 'by_state', equals: { state: 'OPEN' } })
  } finally {
    await store.close()
  }
}
