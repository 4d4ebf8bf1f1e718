import { parseProviderArguments } from './behaviour.ts'
import { Ledger } from './ledger.ts'
import { Payments } from './payments.ts'
import { serveProvider } from './serve.ts'

// A provider outside of the system: a process of its own with books of its own. Says its port, and ends when whoever
// started it is gone.
const { behaviour, port, ledger: file } = parseProviderArguments(process.argv.slice(2))
const { ledger, entries } = await Ledger.open(file)
const payments = new Payments(behaviour, {
  entries,
  enter: entry => ledger.enter(entry),
  random: Math.random,
})
const secret = process.env.PROVIDER_SECRET
const onBroken = (error: unknown) => {
  process.stderr.write(`provider: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
}
const listening = await serveProvider({ port, payments, onBroken, ...(secret && { secret }) })
process.stdout.write(`${JSON.stringify({ port: listening })}\n`)
process.stdin.resume().on('end', () => process.exit())
