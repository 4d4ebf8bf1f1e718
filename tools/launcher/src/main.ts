import { HELP, parseArguments } from './arguments.ts'
import { launch } from './launch.ts'

const { argv, env } = process

try {
  const asked = parseArguments(argv.slice(2), env.REWARDS_GATEWAY_PORT || undefined)
  if (asked.help) process.stdout.write(`${HELP}\n`)
  else process.exitCode = await launch({ ...asked, env })
} catch (err) {
  process.stderr.write(`rewards: ${err instanceof Error ? err.message : String(err)}\n`)
  process.exitCode = 1
}
