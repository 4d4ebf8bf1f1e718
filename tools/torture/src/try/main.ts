import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { interruption } from '../interruption.ts'
import { PARTS } from '../parts/parts.ts'

// Runs one part alone: node tools/torture/src/try/main.ts NAME [--scale 0.01] [--seed 1] [--replicas 2] [--store sqlite]
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '0.01' },
    seed: { type: 'string', default: '1' },
    replicas: { type: 'string', default: '2' },
    store: { type: 'string', default: 'sqlite' },
  },
})
const part = PARTS.find(({ name }) => name === positionals[0])
if (!part) throw new Error(`parts are: ${PARTS.map(({ name }) => name).join(', ')}`)
const report = await part.run(
  {
    scale: Number(values.scale),
    seed: Number(values.seed),
    replicas: Number(values.replicas),
    store: values.store === 'mongodb' ? 'mongodb' : 'sqlite',
  },
  {
    env: process.env,
    folder: mkdtempSync(join(tmpdir(), `rewards-torture-${part.name}-`)),
    say: line => console.log(line),
    signal: interruption(),
  },
)
console.log(JSON.stringify(report, undefined, 2))
