import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../tools/launcher/test/support.ts'
import { goForTests, type Language, pythonForTests } from './support/languages.ts'
import { ok, startTestSystem, type TestSystem } from './support/system.ts'

const ROOT = join(import.meta.dirname, '..')
const [go, python] = [await goForTests(process.env), await pythonForTests(process.env)]
const bash = promisify(execFile)

let document: string
let system: TestSystem
let checkout: string
beforeAll(async () => {
  document = await readFile(join(ROOT, 'docs', 'clients.md'), 'utf8')
  checkout = await freshCheckout()
  system = await startTestSystem()
}, 120_000)
afterAll(async () => {
  await system?.[Symbol.asyncDispose]()
  await rm(checkout, { recursive: true, force: true })
})

/** What a newcomer needs of the repository, as it is before anything was generated. */
async function freshCheckout(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-clients-'))
  const isSource = (path: string) => !/\/(gen|\.venv|__pycache__)$/.test(path)
  for (const name of ['proto', 'clients', 'buf.gen.go.yaml', 'buf.gen.python.yaml'])
    await cp(join(ROOT, name), join(folder, name), { recursive: true, filter: isSource })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** A section of the document. */
function section(title: string): string {
  return new RegExp(`\n## ${title}\n([\\s\\S]*?)\n## `).exec(document)?.[1] ?? ''
}

/** The blocks of code in a text that are in this language; '' for none. */
function blocks(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, named]) => named === language)
    .map(([, , code]) => code as string)
}

/** The commands of a section, against the system that runs here. */
function commandsOf(title: string): string {
  const [commands = ''] = blocks(section(title), 'sh')
  return commands
    .replace('http://127.0.0.1:3000', system.running.url)
    .replace(/\S*\.data\//, `${system.dataDir}/`)
    .split('\n')
    .filter(line => !/venv|^pip /.test(line)) // what they install is there already
    .join('\n')
}

async function run(title: string, { env }: Language): Promise<string> {
  const options = { cwd: checkout, env, timeout: 280_000 }
  const { stdout } = await bash('bash', ['-euo', 'pipefail', '-c', commandsOf(title)], options)
  return stdout
}

const TOLD = 'CLAIM_STATE_SUCCESS 1 of 1\nclaimed again: DUPLICATED_CLAIM\n100 points\n'

describe.each([
  ['Go', go, 'go', ['clients/go/main.go']],
  ['Python', python, 'python', ['clients/python/journey.py']],
] as const)('the sample in %s', (title, language, tag, files) => {
  describe.skipIf(language.missing)(language.name, () => {
    it('makes the journey by the commands of the document, from nothing', async () => {
      expect(await run(title, language)).toBe(TOLD)
    })

    it('goes on through a kill of the gateway and of the service while it waits for the grant', async () => {
      await fail(true)
      await sleep(1_500) // what is set is seen within a second
      const before = await openClaims()
      const running = run(title, language)
      await until('it waits', async () => (await openClaims()) > before, 240_000)
      await system.kill('gateway')
      await system.kill('event')
      await until(
        'the system is back',
        () =>
          fail(false).then(
            () => true,
            () => false,
          ),
        60_000,
      )
      expect(await running).toBe(TOLD)
    })
  })

  it('is what the document shows of it', async () => {
    const text = (await Promise.all(files.map(name => readFile(join(ROOT, name), 'utf8')))).join('\n')
    const shown = blocks(section(title), tag)
    expect(shown.length).toBeGreaterThan(0)
    for (const block of shown) expect(text).toContain(block)
  })
})

it('the document shows what the samples tell', () => {
  expect(blocks(section('Go'), '')).toContain(TOLD)
})

/** From now on no points are granted, or all that are owed. */
async function fail(fails: boolean): Promise<void> {
  const failing = { types: ['REWARD_TYPE_POINT'], failingUntil: '2100-01-01T00:00:00Z' }
  ok(await system.call('SimulatorService/SetSimulation', { simulation: fails ? failing : {} }, system.admin))
}

async function openClaims(): Promise<number> {
  const asked = { state: 'CLAIM_STATE_REQUESTED' }
  return ok(await system.call('ClaimService/ListClaims', asked, system.admin)).claims?.length ?? 0
}
