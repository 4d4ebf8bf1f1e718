import { runCommand } from '../run-command.ts'
import type { Services } from '../services.ts'
import { HELP, parseArguments } from './arguments.ts'
import { copyStores } from './copy-stores.ts'

/** `npm run copy-store`; resolves to the exit code. */
export function runCopy(argv: readonly string[], services: Services): Promise<number> {
  return runCommand('copy-store', async surroundings => {
    const asked = parseArguments(argv)
    if (!asked.help) return copyStores(asked, services, surroundings)
    surroundings.say(HELP)
    return 'good'
  })
}
