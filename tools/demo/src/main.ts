import { randomBytes } from 'node:crypto'
import { Interrupted, runProgram, type Surroundings } from '@rewards/command-line'
import { type DemoOptions, HELP, parseArguments } from './arguments.ts'
import { playDemo } from './demo.ts'
import { DemoError } from './demo-error.ts'
import { Progress } from './progress.ts'

process.exitCode = await runProgram('demo', async surroundings => {
  const { say } = surroundings
  const asked = parseArguments(process.argv.slice(2))
  if (!asked.help) return play(asked, surroundings)
  say(HELP)
  return 0
})

async function play(options: DemoOptions, { say, signal }: Surroundings): Promise<number> {
  const progress = new Progress(say, () => performance.now())
  const run = randomBytes(4).toString('hex')
  const mongodbUrl = process.env.MONGODB_URL || undefined
  try {
    const report = await playDemo(options, { progress, run, signal, mongodbUrl })
    say(report.text)
    say(timings(progress))
    return report.isGood ? 0 : 1
  } catch (err) {
    // What could not be put back is told, though the interruption is what ended it.
    if (!signal.aborted || !(err instanceof DemoError)) throw err
    throw new Interrupted(`${signal.reason.message}; ${err.message}`, { cause: err })
  }
}

function timings(progress: Progress): string {
  return progress
    .timings()
    .map(({ name, tookMs }) => `${name} ${(tookMs / 1000).toFixed(1)} s`)
    .join(', ')
}
