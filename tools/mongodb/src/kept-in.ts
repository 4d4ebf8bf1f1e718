import { basename } from 'node:path'
import { withDatabase } from './address.ts'

let url = ''

/** From now on the services of this test file keep their documents in that MongoDB. */
export function keepIn(mongodbUrl: string): void {
  url = mongodbUrl
}

/** Where a service with this data folder keeps its documents: those with the same one share them. `undefined`: in the folder. */
export function mongodbUrlOf(dataDir: string): string | undefined {
  if (url === '') return undefined
  const prefix = new URL(url).pathname.slice(1)
  return withDatabase(url, `${prefix}_${basename(dataDir).slice(-6)}`)
}
