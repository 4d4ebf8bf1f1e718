import { randomInt } from 'node:crypto'
import { HELP, parseArguments } from './arguments.ts'
import { carryOut } from './commands.ts'
import { interruption } from './interruption.ts'
import { PARTS } from './parts/parts.ts'
import { INTERRUPTED } from './runner/exit-code.ts'

const signal = interruption()
const say = (line: string) => void process.stdout.write(`${line}\n`)

try {
  const known = { parts: PARTS.map(({ name }) => name), randomSeed: randomInt(2 ** 32) }
  const asked = parseArguments(process.argv.slice(2), known)
  if (asked.ask === 'help') say(HELP)
  else process.exitCode = await carryOut(asked, { parts: PARTS, env: process.env, say, signal })
} catch (err) {
  const reason = signal.aborted ? signal.reason : err
  process.stderr.write(`torture: ${reason instanceof Error ? reason.message : String(reason)}\n`)
  process.exitCode = signal.aborted ? INTERRUPTED : 1
}
