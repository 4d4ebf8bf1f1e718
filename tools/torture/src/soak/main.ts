import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { INTERRUPTED, runProgram, type Surroundings } from '@rewards/command-line'
import { chooseBroker } from '../runner/choose-broker.ts'
import { TortureError } from '../torture-error.ts'
import { parseSoakArguments, SOAK_HELP, type SoakOptions, soakCommand } from './arguments.ts'
import { soakPage } from './page.ts'
import { type SoakReport, soak } from './soak.ts'
import { soakText } from './text.ts'

process.exitCode = await runProgram('soak', async surroundings => {
  const options = parseSoakArguments(process.argv.slice(2), randomInt(2 ** 32))
  if (options) return run(options, surroundings)
  surroundings.say(SOAK_HELP)
  return 0
})

async function run(options: SoakOptions, { say, signal }: Surroundings): Promise<number> {
  if (!existsSync('/proc/self/fd')) throw new TortureError('needs /proc, which only Linux has')
  const folder = await mkdtemp(join(tmpdir(), 'rewards-soak-'))
  try {
    const broker = await chooseBroker(options.nats, { env: process.env, folder })
    say(`${soakCommand(options)}: nats-server ${broker.version}`)
    const report = await soak(options, { env: broker.env, folder, say, signal })
    await writeSoak(options.report, report)
    say(soakText(report))
    if (report.isGood) return 0
    return report.judgements.some(({ verdict }) => verdict === 'violated') ? 1 : INTERRUPTED
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function writeSoak(dir: string, report: SoakReport): Promise<void> {
  await mkdir(dir, { recursive: true })
  await writeFile(join(dir, 'report.json'), `${JSON.stringify(report)}\n`)
  await writeFile(join(dir, 'index.html'), soakPage(report))
}
