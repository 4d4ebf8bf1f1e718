import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, expect, test } from 'vitest'
import { kills } from '../src/parts/kills.ts'

const { name, missing, stop } = await mongoForTests(process.env)
// A run brings its own.
await stop()

const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-mongodb-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.skipIf(missing !== '')(
  `on ${name} too, kills, wipes and a store that stands still lose and double nothing`,
  async () => {
    const options = {
      scale: 0.01,
      kills: 6,
      seed: Date.now() % 2 ** 32,
      replicas: 2,
      store: 'mongodb',
    } as const
    const { signal } = new AbortController()
    const said: string[] = []
    const say = (line: string) => void said.push(line)
    const report = await kills.run(options, { env: process.env, folder, say, signal })
    expect(report.isComplete).toBe(true)
    expect(
      report.judgements.filter(({ verdict }) => verdict !== 'holds'),
      said.join('\n'),
    ).toEqual([])
    expect(report.figures.find(({ what }) => what === 'attempts accepted')?.seen).toBeGreaterThan(20)
  },
  360_000,
)
