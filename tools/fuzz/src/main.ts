import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HELP, parseArguments } from './arguments.ts'
import { fuzzParts } from './fuzz-parts.ts'

const { argv, env } = process

try {
  const asked = parseArguments(argv.slice(2), () => Math.floor(Math.random() * 0x7fff_ffff))
  if (asked.help) console.log(HELP)
  else process.exitCode = await main(asked)
} catch (err) {
  process.stderr.write(`fuzz: ${err instanceof Error ? err.message : String(err)}\n`)
  process.exitCode = 1
}

async function main({ parts, seconds, seed }: ReturnType<typeof parseArguments>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-fuzz-'))
  const stop = new AbortController()
  process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort())
  console.log(`seed ${seed}, ${seconds} s, ${parts.join(', ')}`)
  try {
    const say = (line: string) => console.log(line)
    const reports = await fuzzParts({
      parts,
      seconds,
      seed,
      env,
      folder,
      say,
      keeps: true,
      signal: stop.signal,
    })
    const isClean = reports.every(({ failing, problems }) => failing.length + problems.length === 0)
    console.log(isClean ? 'nothing was wrong' : 'what failed is kept in tools/fuzz/corpus')
    return isClean ? 0 : 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
