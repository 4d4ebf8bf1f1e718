import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, expect, test } from 'vitest'
import { isAlive } from '../../launcher/test/support.ts'
import { type ProviderBehaviour, parseProviderArguments } from '../src/provider/behaviour.ts'
import { readLedger } from '../src/provider/ledger-file.ts'
import type { Asked } from '../src/provider/payments.ts'
import { type OutsideProvider, startProvider } from '../src/provider/provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'rewards-provider-'))
const MAIN = join(import.meta.dirname, '..', 'src', 'provider', 'main.ts')
const running: OutsideProvider[] = []
afterEach(async () => {
  for (const provider of running.splice(0)) await provider.stop()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const GOOD: Partial<ProviderBehaviour> = { latencyMs: 0, rejectPercent: 0, failPercent: 0, lostPercent: 0 }
const badge = (key: string): Asked => ({
  key,
  grantId: key.replace(/#.*/, ''),
  claimId: 'evt_a:usr_a:once',
  eventId: 'evt_a',
  userId: 'usr_a',
  rewardId: 'rwd_a',
  type: 'BADGE',
  amount: 1,
  itemId: 'early',
})

let ledgers = 0

/** A provider with a ledger of its own, unless one is named. */
async function started(
  behaviour: Partial<ProviderBehaviour>,
  ledger = join(folder, `${ledgers++}`, 'ledger.jsonl'),
) {
  const provider = await startProvider(ledger, process.env, { ...GOOD, ...behaviour })
  running.push(provider)
  return { provider, ledger, pay: (asked: Asked) => pay(provider, asked) }
}

/** The status and body of the answer; 'lost' where the connection was cut. */
async function pay(
  { env }: OutsideProvider,
  asked: Asked,
): Promise<{ status: number; body: object } | 'lost'> {
  const body = JSON.stringify(asked)
  const secret = Buffer.from(env.REWARDS_PROVIDER_SECRET?.replace('whsec_', '') ?? '', 'base64')
  const signature = createHmac('sha256', secret).update(`${asked.key}.0.${body}`).digest('base64')
  const headers = {
    'idempotency-key': JSON.stringify(asked.key),
    'webhook-id': asked.key,
    'webhook-timestamp': '0',
    'webhook-signature': `v1,${signature}`,
  }
  try {
    const response = await fetch(env.REWARDS_PROVIDER_URL ?? '', { method: 'POST', headers, body })
    return { status: response.status, body: (await response.json()) as object }
  } catch {
    return 'lost'
  }
}

/** Asks until there is an answer. */
async function paid(provider: OutsideProvider, asked: Asked): Promise<{ status: number; body: object }> {
  for (;;) {
    const answer = await pay(provider, asked)
    if (answer !== 'lost' && (answer.status === 200 || answer.status === 422)) return answer
    await sleep(10)
  }
}

test('it pays a key once, writes that down, and has the same answer for it ever after', async () => {
  const { pay: ask, ledger } = await started({})
  const answers = [await ask(badge('a#1')), await ask(badge('a#1'))]
  expect(answers[0]).toMatchObject({ status: 200, body: { reference: expect.stringMatching(/^txn_/) } })
  expect(answers[1]).toEqual(answers[0])
  expect(readLedger(ledger)).toMatchObject([{ ...badge('a#1'), state: 'GRANTED', isLost: false }])
})

test('what it pays before its answer is lost is in the ledger, and found by the next call', async () => {
  const { provider, pay: ask, ledger } = await started({ lostPercent: 100 })
  expect(await ask(badge('a#1'))).toBe('lost')
  expect(readLedger(ledger)).toMatchObject([{ key: 'a#1', state: 'GRANTED', isLost: true }])
  await provider.stop()
  const { pay: again } = await started({}, ledger)
  expect(await again(badge('a#1'))).toMatchObject({ status: 200 })
  expect(readLedger(ledger)).toHaveLength(1)
})

test('killed again and again under many calls, it pays each key once and forgets nothing', async () => {
  const { provider, ledger } = await started({
    latencyMs: 10,
    lostPercent: 20,
    failPercent: 10,
    rejectPercent: 20,
  })
  const keys = Array.from({ length: 200 }, (_, no) => `k${no}#1`)
  const answers = new Map<string, object>()
  const asking = Promise.all(
    keys
      .flatMap(key => [key, key])
      .map(async key => {
        const answer = await paid(provider, badge(key))
        expect(answers.get(key) ?? answer).toEqual(answer)
        answers.set(key, answer)
      }),
  )
  for (let kills = 0; kills < 5; kills++) {
    await provider.ready()
    await sleep(20)
    const { pid } = provider
    await provider.kill()
    expect(pid !== undefined && isAlive(pid)).toBe(false)
  }
  await asking
  const entries = readLedger(ledger)
  expect(entries.map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
  expect(new Set(entries.map(({ state }) => state))).toEqual(new Set(['GRANTED', 'REJECTED']))
  expect(entries.some(({ isLost }) => isLost)).toBe(true)
})

test('a refusal is kept where answers are final, and forgotten where only success is remembered', async () => {
  const final = await started({ rejectPercent: 100 })
  const refused = { status: 422, body: { reason: 'PROVIDER_REFUSED' } }
  expect(await final.pay(badge('a#1'))).toEqual(refused)
  expect(readLedger(final.ledger)).toMatchObject([{ state: 'REJECTED' }])
  await final.provider.stop()
  const kinder = await started({}, final.ledger)
  expect(await kinder.pay(badge('a#1'))).toEqual(refused)

  const successOnly = await started({ keys: 'success-only', rejectPercent: 100 })
  expect(await successOnly.pay(badge('a'))).toEqual(refused)
  expect(readLedger(successOnly.ledger)).toEqual([])
})

test('a line that a crash left half-written is no payment, and the next one is whole', async () => {
  const first = await started({})
  await first.pay(badge('a#1'))
  await first.provider.stop()
  appendFileSync(first.ledger, '{"key":"b#1","state":"GRA')
  expect(readLedger(first.ledger)).toHaveLength(1)
  const second = await started({}, first.ledger)
  await second.pay(badge('b#1'))
  expect(readLedger(first.ledger).map(({ key }) => key)).toEqual(['a#1', 'b#1'])
  expect(readFileSync(first.ledger, 'utf8')).not.toContain('GRA{')
})

test('one key with two bodies is refused without a reason, and noted', async () => {
  const { pay: ask, ledger } = await started({})
  await ask(badge('a#1'))
  expect(await ask({ ...badge('a#1'), itemId: 'late' })).toEqual({
    status: 422,
    body: { title: 'this key was used for something else' },
  })
  expect(readLedger(ledger).map(({ state }) => state)).toEqual(['GRANTED', 'CONFLICT'])
})

test('who has not the secret is paid nothing', async () => {
  const { provider, ledger } = await started({})
  const env = { ...provider.env, REWARDS_PROVIDER_SECRET: 'whsec_AAAA' }
  expect(await pay({ ...provider, env }, badge('a#1'))).toMatchObject({ status: 401 })
  expect(readLedger(ledger)).toEqual([])
})

test('it ends when its standard input does, so that none outlives a run that was killed', async () => {
  const args = [MAIN, `--ledger=${join(folder, 'orphan', 'ledger.jsonl')}`]
  const orphan = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(orphan.stdout, 'data')
  orphan.stdin.end()
  expect(await once(orphan, 'exit')).toEqual([0, null])
})

test('arguments that it does not know are refused', () => {
  expect(() => parseProviderArguments(['--keys=never'])).toThrow(
    '--keys is "never"; allowed are final and success-only',
  )
  expect(() => parseProviderArguments(['--fail-percent=some'])).toThrow('--fail-percent is "some"')
})
