import { once } from 'node:events'
import { ArgumentError } from '@rewards/command-line'
import { readFirstAdmin } from '@rewards/launcher'
import { HELP, parseArguments } from './arguments.ts'
import { exportAudit } from './export-audit.ts'

process.exitCode = await run().catch(error => {
  process.stderr.write(`audit:export: ${error instanceof Error ? error.message : error}\n`)
  return 1
})

async function run(): Promise<number> {
  const asked = parseArguments(process.argv.slice(2))
  if (asked.help) process.stdout.write(`${HELP}\n`)
  else await exportAudit(asked, credentials(asked.dataDir), { write, tell })
  return 0
}

function credentials(dataDir: string) {
  const { REWARDS_EMAIL: email, REWARDS_PASSWORD: password } = process.env
  const who = email && password ? { email, password } : readFirstAdmin(dataDir)
  if (who) return who
  throw new ArgumentError(
    `there is no first-admin.json in ${dataDir}; name its folder by --data, or set REWARDS_EMAIL and REWARDS_PASSWORD`,
  )
}

async function write(line: string): Promise<void> {
  if (!process.stdout.write(line)) await once(process.stdout, 'drain')
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`)
}
