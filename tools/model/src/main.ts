import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { play } from './run.ts'
import { scenario } from './scenario.ts'
import { sqliteStores } from './sqlite-stores.ts'

const HELP = `Plays random scenarios against the life of a claim and checks every promise after every step.

  npm run model -- [--runs 10000] [--seed N] [--path P] [--store memory|sqlite]

  --runs   how many scenarios (default 10000)
  --seed   the seed to start from; a failure prints its seed (default: a fresh one)
  --path   with --seed: the failing scenario alone, as a failure prints it
  --store  what keeps the documents: memory, or sqlite with real files (default memory)
`

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 0x7fffffff) },
    path: { type: 'string', default: '' },
    store: { type: 'string', default: 'memory' },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) console.log(HELP)
else process.exitCode = await main()

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-model-'))
  const [runs, seed] = [Number(values.runs), Number(values.seed)]
  console.log(`${runs} scenarios from seed ${seed}, on ${values.store}`)
  try {
    const property = fc.asyncProperty(scenario, async drawn => {
      if (values.store === 'memory') return play(drawn)
      await sqliteStores(folder, stores => play(drawn, stores))
    })
    const options = { numRuns: runs, seed, path: values.path, interruptAfterTimeLimit: 3_600_000 }
    await fc.assert(property, options)
    console.log('every promise held')
    return 0
  } catch (error) {
    console.error(error instanceof Error ? `${error.message}\n\n${error.cause ?? error.stack}` : error)
    return 1
  } finally {
    rmSync(folder, { recursive: true })
  }
}
