import type { Environment } from '@rewards/process'
import { runCommand } from '../run-command.ts'
import type { Services } from '../services.ts'
import { HELP, parseArguments } from './arguments.ts'
import { migrateStores } from './migrate-stores.ts'

/** `npm run migrate`; resolves to the exit code. */
export function runMigrate(argv: readonly string[], env: Environment, services: Services): Promise<number> {
  return runCommand('migrate', async surroundings => {
    const asked = parseArguments(argv, env, services)
    if (!asked.help) return migrateStores(asked, surroundings)
    surroundings.say(HELP)
    return 'good'
  })
}
