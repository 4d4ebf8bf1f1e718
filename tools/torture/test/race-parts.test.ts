import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { authClosed } from '../src/parts/auth-closed.ts'
import { fullyGranted } from '../src/parts/fully-granted.ts'
import { gatewayBounded } from '../src/parts/gateway-bounded.ts'
import { grantedOnce } from '../src/parts/granted-once.ts'
import { oneClaim } from '../src/parts/one-claim.ts'
import type { Part } from '../src/parts/part.ts'
import { poison } from '../src/parts/poison.ts'
import { stock } from '../src/parts/stock.ts'

/** Each with how large a share of its full figures. */
const PARTS: readonly (readonly [name: string, part: Part, scale: number])[] = [
  ['one-claim', oneClaim, 0.002],
  ['granted-once', grantedOnce, 0.001],
  ['stock', stock, 0.005],
  ['fully-granted', fullyGranted, 0.01],
  ['poison', poison, 0.01],
  ['gateway-bounded', gatewayBounded, 0.01],
  ['auth-closed', authClosed, 0.01],
]

test.each(PARTS)(
  '%s',
  async (name, part, scale) => {
    const folder = mkdtempSync(join(tmpdir(), 'rewards-torture-races-'))
    const said: string[] = []
    const { signal } = new AbortController()
    const surroundings = { env: process.env, folder, say: (line: string) => void said.push(line), signal }
    const options = { scale, seed: Date.now() % 2 ** 32, replicas: 1, store: 'sqlite' } as const
    try {
      const { isComplete, judgements, figures } = await part.run(options, surroundings)
      process.stdout.write(`${name}: ${figures.map(({ what, seen }) => `${what}: ${seen}`).join('; ')}\n`)
      expect(isComplete).toBe(true)
      expect(
        judgements.filter(({ verdict }) => verdict === 'violated'),
        said.join('\n'),
      ).toEqual([])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
  240_000,
)
