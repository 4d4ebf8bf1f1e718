import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { GrantRequest } from '../services/reward/src/application/grant-rewards.ts'
import { readConfig } from '../services/reward/src/config.ts'
import { outsideOf } from '../services/reward/src/outside-config.ts'
import { BADGE, request } from '../services/reward/test/builders.ts'
import { type GrantWorld, grantsOf, grantWorld, type Replica } from '../services/reward/test/grant-world.ts'
import { providersAt } from '../services/reward/test/outside-server.ts'
import { readLedger } from '../tools/torture/src/provider/ledger-file.ts'
import { startProvider } from '../tools/torture/src/provider/provider.ts'

const REQUESTS = 60
const KILLS = 3

const folder = mkdtempSync(join(tmpdir(), 'rewards-paid-'))
let world: GrantWorld
beforeAll(async () => {
  world = await grantWorld()
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks as event does: again while there is no answer, and with the next attempt after a failure. */
async function granted({ grant, answers }: Replica, asked: GrantRequest): Promise<void> {
  await grant(asked)
  const said = answers.findLast(
    ({ claimId, attempt }) => claimId === asked.claimId && attempt === asked.attempt,
  )
  if (said?.answer.type === 'granted') return
  await sleep(20)
  await granted({ grant, answers } as Replica, said ? { ...asked, attempt: asked.attempt + 1 } : asked)
}

it.each(['final', 'success-only'] as const)(
  'a provider with %s keys that fails, loses answers and is killed pays each grant once, and its ledger is what is granted',
  async keys => {
    const ledger = join(folder, `${keys}.jsonl`)
    const misbehaving = { keys, latencyMs: 10, lostPercent: 20, failPercent: 20, rejectPercent: 20 }
    await using ends = new AsyncDisposableStack()
    const provider = ends.adopt(await startProvider(ledger, process.env, misbehaving), it => it.stop())
    const settings = outsideOf(readConfig(provider.env).config)
    if (!settings) throw new Error('the provider is not configured')
    const { providers, close } = providersAt(settings.url, settings)
    ends.defer(async () => void (await close()))
    const replicas = [await world.replica(providers), await world.replica(providers)] as const

    const wanted = Array.from({ length: REQUESTS }, () =>
      request({ claimId: `evt_summer:usr_ann:${randomUUID()}`, rewards: [BADGE] }),
    )
    const granting = Promise.all(wanted.flatMap(each => replicas.map(replica => granted(replica, each))))
    for (let kills = 0; kills < KILLS; kills++) {
      await provider.ready()
      await sleep(50)
      await provider.kill()
    }
    await granting

    const books = readLedger(ledger).filter(({ state }) => state === 'GRANTED')
    const grants = (await Promise.all(wanted.map(each => grantsOf(replicas[0], each)))).flat()
    const words = (parts: readonly (string | undefined)[]) => parts.join(' ')
    expect(grants.map(({ claimId, effect }) => words([claimId, effect?.reference])).toSorted()).toEqual(
      books.map(({ claimId, effect }) => words([claimId, effect?.reference])).toSorted(),
    )
    expect(grants).toHaveLength(REQUESTS)
    expect(readLedger(ledger).some(({ state }) => state === 'CONFLICT')).toBe(false)
  },
  60_000,
)
