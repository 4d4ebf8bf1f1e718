// What every npm script of this repository runs first: makes sure that the packages and the repository's own Node are
// there, then runs the asked command under that Node. Plain JavaScript without dependencies, for Node 20 and newer.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { COMMANDS, runCommand } from './bootstrap/commands.mjs'
import { ensureInstalled } from './bootstrap/install.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const [name = '', ...args] = process.argv.slice(2)

async function main() {
  const command = COMMANDS[name]
  if (!command)
    throw new Error(`there is no command "${name}"; there are ${Object.keys(COMMANDS).join(', ')}`)
  await ensureInstalled(root)
  runCommand(root, command, args)
}

main().catch(error => {
  process.stderr.write(`rewards: ${error.message}\n`)
  process.exitCode = 1
})
