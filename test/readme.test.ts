import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type RunningSystem, startSystem } from '@rewards/launcher'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const README = readFileSync(join(import.meta.dirname, '..', 'README.md'), 'utf8')

describe('the first claim of the README', () => {
  let dataDir: string
  let system: RunningSystem
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'rewards-readme-'))
    system = await startSystem({ dataDir, port: 0, env: process.env })
  }, 120_000)
  afterAll(async () => {
    await system?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('ends with the balance that the README shows, each call as it stands', async () => {
    const section = /## The first claim\n[\s\S]*?```sh\n([\s\S]*?)```[\s\S]*?answers `([^`]*)`/.exec(README)
    const [, script = '', shown = ''] = section ?? []
    const here = script
      .replace('GATEWAY=http://127.0.0.1:3000', `GATEWAY=${system.url}`)
      .replace('DATA=.data', `DATA=${dataDir}`)
    expect(here).not.toBe(script)
    const { stdout, stderr } = await promisify(execFile)('bash', [
      '-euo',
      'pipefail',
      '-c',
      `TOKEN=\n${here}`,
    ])
    expect(stderr).toBe('')
    const answers = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(answers).toHaveLength(5)
    const [active, accepted, again, claims, balance] = answers
    expect(active.event.status).toBe('EVENT_STATUS_ACTIVE')
    expect(again).toEqual(accepted)
    expect(claims.claims).toHaveLength(1)
    expect(claims.claims[0].state).toBe('CLAIM_STATE_SUCCESS')
    expect(balance).toEqual(JSON.parse(shown))
  }, 60_000)
})
