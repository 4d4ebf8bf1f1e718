import type { Environment } from '@rewards/process'
import { runCommand } from '../run-command.ts'
import type { Services } from '../services.ts'
import { HELP, parseArguments } from './arguments.ts'
import { verifyAudits } from './verify-audits.ts'

/** `npm run audit:verify`; resolves to the exit code. */
export function runVerify(argv: readonly string[], env: Environment, services: Services): Promise<number> {
  return runCommand('audit:verify', async surroundings => {
    const asked = parseArguments(argv, env, services)
    if (!asked.help) return verifyAudits(asked, surroundings)
    surroundings.say(HELP)
    return 'good'
  })
}
