import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram, type Surroundings } from '@rewards/command-line'
import { type FuzzArguments, HELP, parseArguments } from './arguments.ts'
import { fuzzParts } from './fuzz-parts.ts'

process.exitCode = await runProgram('fuzz', async surroundings => {
  const asked = parseArguments(process.argv.slice(2), () => Math.floor(Math.random() * 0x7fff_ffff))
  if (!asked.help) return fuzz(asked, surroundings)
  surroundings.say(HELP)
  return 0
})

async function fuzz({ parts, seconds, seed }: FuzzArguments, { say, signal }: Surroundings): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-fuzz-'))
  say(`seed ${seed}, ${seconds} s, ${parts.join(', ')}`)
  try {
    const { env } = process
    const reports = await fuzzParts({ parts, seconds, seed, env, folder, say, keeps: true, signal })
    const isClean = reports.every(({ failing, problems }) => failing.length + problems.length === 0)
    say(isClean ? 'nothing was wrong' : 'what failed is kept in tools/fuzz/corpus')
    return isClean ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
