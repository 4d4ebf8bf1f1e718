import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { samplesIn } from './samples.ts'
import { type Seen, statusOf } from './status.ts'

/*
 * Shows the system that runs on a data folder: `npm run status -- DIR`, default `.data`. Exit code 0: healthy; 1: something
 * is not as it should be; 2: nothing runs there, or nothing that measures.
 */
const PATIENCE_MS = 5_000
const USAGE = 'npm run status -- [DIR], the data folder of a system that runs here (default .data)'

const dataDir = asked()
const metrics = metricsUrls()
if (metrics === undefined) end(`no system runs on ${dataDir}; npm start, or ${USAGE}`)
if (Object.keys(metrics).length === 0)
  end(`the system on ${dataDir} measures nothing: it was started with --no-metrics`)
const seen = await Promise.all(Object.entries(metrics).map(look))
if (seen.every(({ samples }) => samples === undefined))
  end(`no process of the system on ${dataDir} answers; it did not end in order. npm start`)
const { lines, problems } = statusOf(seen)
process.stdout.write(`${[...lines, '', ...(problems.length > 0 ? problems : ['healthy'])].join('\n')}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

function asked(): string {
  try {
    const { positionals, values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    })
    if (values.help || positionals.length > 1) end(USAGE)
    return positionals[0] ?? '.data'
  } catch {
    end(USAGE) // what is wrong with an option is told by what there is
  }
}

function metricsUrls(): Readonly<Record<string, string>> | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'system.json'), 'utf8')).metrics
  } catch {
    return undefined // there is none, which is what is asked
  }
}

async function look([name, url]: [string, string]): Promise<Seen> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) })
    return { name, samples: response.ok ? samplesIn(await response.text()) : undefined }
  } catch {
    return { name, samples: undefined }
  }
}

function end(sentence: string): never {
  process.stderr.write(`status: ${sentence}\n`)
  process.exit(2)
}
