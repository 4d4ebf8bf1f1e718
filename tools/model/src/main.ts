import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ArgumentError } from '@rewards/command-line'
import fc from 'fast-check'
import { HELP, type ModelOptions, parseArguments } from './arguments.ts'
import { play } from './run.ts'
import { scenario } from './scenario.ts'
import { sqliteStores } from './sqlite-stores.ts'

try {
  const asked = parseArguments(process.argv.slice(2), Date.now() % 0x7fff_ffff)
  if (asked.help) console.log(HELP)
  else await model(asked)
} catch (error) {
  console.error(error instanceof ArgumentError ? `model: ${error.message}` : told(error))
  process.exitCode = 1
}

async function model({ runs, seed, path, store }: ModelOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-model-'))
  console.log(`${runs} scenarios from seed ${seed}, on ${store}`)
  try {
    const property = fc.asyncProperty(scenario, async drawn => {
      if (store === 'memory') return play(drawn)
      await sqliteStores(folder, stores => play(drawn, stores))
    })
    await fc.assert(property, { numRuns: runs, seed, path, interruptAfterTimeLimit: 3_600_000 })
    console.log('every promise held')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The scenario, and the promise that it breaks. */
function told(error: unknown): unknown {
  return error instanceof Error ? `${error.message}\n\n${error.cause ?? error.stack}` : error
}
