import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { interruption } from './interruption.ts'
import { MUTANTS } from './mutants/index.ts'
import { lineOf, tableOf } from './table.ts'
import { tryMutants } from './try-mutants.ts'

const HELP = `Puts bugs into a copy of the code, one at a time, and holds that the tests see each.

  npm run mutants -- [--only NAME,…] [--lanes 2] [--report FILE] [--list]

  --only    those whose names contain one of these words (default: all)
  --lanes   how many are tried side by side (default 2)
  --report  where the table goes, as JSON and, beside it, as Markdown (default .mutants/report.json)
  --list    names them, and who must catch each
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    lanes: { type: 'string', default: '2' },
    report: { type: 'string', default: '.mutants/report.json' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
const words = values.only.split(',')
const chosen = MUTANTS.filter(({ name }) => words.some(word => name.includes(word)))

if (values.help) console.log(HELP)
else if (values.list)
  for (const { name, breaks, caughtBy } of chosen)
    console.log(`${name}: ${breaks} (${'file' in caughtBy ? caughtBy.file : 'the model'})`)
else process.exitCode = await main()

async function main(): Promise<number> {
  if (chosen.length === 0) throw new Error(`no mutant is called ${values.only}; --list names them`)
  const tried = await tryMutants(chosen, {
    lanes: Number(values.lanes),
    env: process.env,
    signal: interruption(),
    tell: (one, done) => console.log(`[${done}/${chosen.length}] ${lineOf(one)}`),
  })
  mkdirSync(dirname(values.report), { recursive: true })
  writeFileSync(values.report, JSON.stringify(tried, undefined, 2))
  writeFileSync(values.report.replace(/(\.json)?$/, '.md'), `${tableOf(tried)}\n`)
  const caught = tried.filter(({ outcome }) => outcome === 'caught').length
  console.log(`${caught} of ${chosen.length} mutants caught; the table is in ${values.report}`)
  return caught === chosen.length ? 0 : 1
}
