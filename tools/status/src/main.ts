import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { samplesIn } from './samples.ts'
import { type Seen, statusOf } from './status.ts'

/*
 * Shows the system that runs on a data folder: `npm run status -- DIR`, default `.data`. Exit code 0: healthy; 1: something
 * is not as it should be; 2: nothing runs there.
 */
const PATIENCE_MS = 5_000
const [dataDir = '.data'] = process.argv.slice(2)
const metrics = metricsUrls()
if (metrics === undefined) {
  process.stderr.write(`status: no system runs on ${dataDir}; npm start, or npm run status -- DIR\n`)
  process.exit(2)
}
const { lines, problems } = statusOf(await Promise.all(Object.entries(metrics).map(look)))
process.stdout.write(`${[...lines, '', ...(problems.length > 0 ? problems : ['healthy'])].join('\n')}\n`)
process.exitCode = problems.length > 0 ? 1 : 0

function metricsUrls(): Record<string, string> | undefined {
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
