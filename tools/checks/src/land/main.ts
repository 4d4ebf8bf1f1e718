import { join } from 'node:path'
import { landContracts } from '../contracts/land.ts'

try {
  await landContracts(join(import.meta.dirname, '..', '..', '..', '..'))
  console.log('landed: proto/landed.binpb')
} catch (err) {
  console.error(err instanceof Error ? err.message : String(err))
  process.exitCode = 1
}
