import { randomInt } from 'node:crypto'
import { runProgram } from '@rewards/command-line'
import { HELP, parseArguments } from './arguments.ts'
import { carryOut } from './commands.ts'
import { PARTS } from './parts/parts.ts'

process.exitCode = await runProgram('torture', async ({ say, signal }) => {
  const known = { parts: PARTS.map(({ name }) => name), randomSeed: randomInt(2 ** 32) }
  const asked = parseArguments(process.argv.slice(2), known)
  if (asked.ask !== 'help') return carryOut(asked, { parts: PARTS, env: process.env, say, signal })
  say(HELP)
  return 0
})
