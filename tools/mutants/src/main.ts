import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { runProgram, type Surroundings } from '@rewards/command-line'
import { HELP, type MutantsOptions, parseArguments } from './arguments.ts'
import type { Mutant } from './mutant.ts'
import { MUTANTS } from './mutants/index.ts'
import { lineOf, tableOf } from './table.ts'
import { tryMutants } from './try-mutants.ts'

process.exitCode = await runProgram('mutants', async surroundings => {
  const asked = parseArguments(process.argv.slice(2), MUTANTS)
  if (!asked.help && !asked.list) return tryAll(asked, surroundings)
  surroundings.say(asked.help ? HELP : asked.chosen.map(lineOfListed).join('\n'))
  return 0
})

async function tryAll(
  { chosen, lanes, report }: MutantsOptions,
  { say, signal }: Surroundings,
): Promise<number> {
  const tried = await tryMutants(chosen, {
    lanes,
    env: process.env,
    signal,
    tell: (one, done) => say(`[${done}/${chosen.length}] ${lineOf(one)}`),
  })
  mkdirSync(dirname(report), { recursive: true })
  writeFileSync(report, JSON.stringify(tried, undefined, 2))
  writeFileSync(report.replace(/(\.json)?$/, '.md'), `${tableOf(tried)}\n`)
  const caught = tried.filter(({ outcome }) => outcome === 'caught').length
  say(`${caught} of ${chosen.length} mutants caught; the table is in ${report}`)
  signal.throwIfAborted()
  return caught === chosen.length ? 0 : 1
}

function lineOfListed({ name, breaks, caughtBy }: Mutant): string {
  return `${name}: ${breaks} (${'file' in caughtBy ? caughtBy.file : 'the model'})`
}
