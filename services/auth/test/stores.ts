import { basename } from 'node:path'
import { withDatabase } from '@rewards/mongodb'
import type { AuthConfig } from '../src/config.ts'

let mongodb = ''

/** From now on every auth of this test file keeps its documents in that MongoDB. */
export function keepIn(url: string): void {
  mongodb = url
}

/** Where an auth with this data folder keeps its documents: those with the same one share them. */
export function storeOf(dataDir: string): Pick<AuthConfig, 'mongodbUrl'> {
  if (mongodb === '') return { mongodbUrl: undefined }
  const prefix = new URL(mongodb).pathname.slice(1)
  return { mongodbUrl: withDatabase(mongodb, `${prefix}_${basename(dataDir).slice(-6)}`) }
}
