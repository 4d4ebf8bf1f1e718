import { parseArgs } from 'node:util'
import { packAll } from './pack-all.ts'

const HELP = `npm run packages:pack -- [--to DIR]

Compiles @rewards/contracts and @rewards/client to JavaScript and declarations, and packs each into a tarball that
npm publish takes.

  --to DIR    where the tarballs go (default .cache/packages)
  --help      this text`

const OPTIONS = {
  to: { type: 'string', default: '.cache/packages' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

try {
  const { values } = parseArgs({ options: OPTIONS })
  if (values.help) console.log(HELP)
  else for (const { file } of await packAll(values.to)) console.log(file)
} catch (error) {
  console.error(`rewards: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
