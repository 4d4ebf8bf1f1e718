import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import type { ProviderCall } from '../src/application/providers.ts'
import type { Reward } from '../src/domain/grant.ts'
import { BADGE, COUPONS, POINTS } from './builders.ts'
import { type Answering, ask, CALL, json, outsideServer, providersAt } from './outside-server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A provider that answers so, and who asks it. */
async function asking(answering: Answering, settings: Parameters<typeof providersAt>[1] = {}) {
  const server = await outsideServer(answering)
  const { providers, stop, close } = providersAt(server.url, settings)
  ends.push(server.close, close)
  return { ...server, providers, stop, ask: (call?: Partial<ProviderCall>) => ask(providers, call) }
}

const PAID = { reference: 'txn_1' }
const CODES = ['A-1', 'B-2', 'C-3']

describe('what the provider outside is sent', () => {
  it('is the grant as JSON, by POST, under its key', async () => {
    const outside = await asking(json(200, PAID))
    await outside.ask()
    const [{ method, path, headers, body } = { body: '' }] = outside.got
    expect([method, path]).toEqual(['POST', '/grants'])
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'idempotency-key': '"evt_a:usr_ann:once:rwd_a#1"',
    })
    expect(headers?.['webhook-signature']).toBeUndefined()
    expect(JSON.parse(body)).toEqual({
      key: 'evt_a:usr_ann:once:rwd_a#1',
      grantId: 'evt_a:usr_ann:once:rwd_a',
      claimId: 'evt_a:usr_ann:once',
      eventId: 'evt_a',
      userId: 'usr_ann',
      rewardId: 'rwd_points',
      type: 'POINT',
      amount: 100,
      itemId: '',
    })
  })

  it('is the same to the byte at every repeat, whatever the place in its request', async () => {
    const outside = await asking(json(503, ''))
    for (const position of [0, 3]) await outside.ask({ position }).catch(() => undefined)
    expect(new Set(outside.got.map(({ body }) => body)).size).toBe(1)
  })

  it('is signed by each secret, as those who verify webhooks expect it', async () => {
    const secrets = [Buffer.alloc(24, 'old'), Buffer.alloc(32, 'new')]
    const outside = await asking(json(200, PAID), { secrets, now: Date.now })
    await outside.ask({ key: 'claim:"odd\\":rwd_a#1' })
    const [{ headers, body } = { headers: {}, body: '' }] = outside.got
    const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    for (const secret of secrets) {
      const webhook = new Webhook(`whsec_${secret.toString('base64')}`)
      expect(webhook.verify(body, sent)).toMatchObject({ rewardId: 'rwd_points' })
      expect(() => webhook.verify(body.replace('100', '900'), sent)).toThrow()
    }
    expect(sent['idempotency-key']).toBe('"claim:\\"odd\\\\\\":rwd_a#1"')
  })

  it('has no key that a header cannot carry', async () => {
    const outside = await asking(json(200, PAID))
    await expect(outside.ask({ key: 'claim\r\nx: y' })).rejects.toThrow('no header carries')
    expect(outside.got).toEqual([])
  })
})

describe('an answer', () => {
  it('of 200 with a reference has paid, coupons with as many codes', async () => {
    const badge = await asking(json(200, PAID))
    const effect = { reference: 'txn_1', codes: [] }
    expect(await badge.ask({ reward: BADGE })).toEqual({ state: 'GRANTED', effect })
    const coupons = await asking(json(200, { ...PAID, codes: CODES, more: 1 }))
    expect(await coupons.ask({ reward: COUPONS })).toEqual({
      state: 'GRANTED',
      effect: { ...effect, codes: CODES },
    })
  })

  it('of 422 with a reason has refused for good, where answers are final', async () => {
    const final = await asking(json(422, { reason: 'BADGE_RETIRED' }))
    expect(await final.ask()).toEqual({ state: 'REJECTED', reason: 'BADGE_RETIRED' })
    const successOnly = await asking(json(422, { reason: 'BADGE_RETIRED' }), { kind: 'success per key' })
    await expect(successOnly.ask()).rejects.toThrow('the provider refused for now: BADGE_RETIRED')
  })

  const REDIRECT: Answering = (response, { headers }) =>
    response.writeHead(307, { location: `http://${headers.host}/elsewhere` }).end()
  const HUGE: Answering = response => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
      response.once('drain', more)
    }
    more()
  }

  /** Answers after which nobody knows. */
  const UNKNOWN: readonly (readonly [what: string, Answering, reward?: Reward])[] = [
    ['201', json(201, PAID)],
    ['204', response => response.writeHead(204).end()],
    ['a redirection', REDIRECT],
    ['400, which the caller could not mend', json(400, { reason: 'BAD_REQUEST' })],
    ['401', json(401, '')],
    ['404', json(404, { reason: 'NO_SUCH_BADGE' })],
    ['409: the first call with this key is under way', json(409, { reason: 'IN_PROGRESS' })],
    ['410', json(410, { reason: 'GONE' })],
    ['429', json(429, { reason: 'SLOW_DOWN' })],
    ['500', json(500, { reason: 'INTERNAL' })],
    ['503', json(503, '')],
    ['422 of something that knows nothing of this contract', json(422, { title: 'Key is already used' })],
    ['422 without a body', json(422, '')],
    ['422 with a reason for people', json(422, { reason: 'not now, sorry' })],
    ['200 without a body', json(200, '')],
    ['200 with a page', json(200, '<html>Please sign in</html>')],
    ['200 with half of its JSON', json(200, '{"reference": "txn')],
    ['200 with another kind of JSON', json(200, [PAID])],
    ['200 without a reference', json(200, { id: 'txn_1' })],
    ['200 with an empty reference', json(200, { reference: '' })],
    ['200 with a reference of 201 characters', json(200, { reference: 'x'.repeat(201) })],
    ['200 with control characters', json(200, { reference: 'a\u0000b' })],
    ['200 with codes for what is no coupon', json(200, { ...PAID, codes: ['A-1'] })],
    ['200 with a code too few', json(200, { ...PAID, codes: ['A-1', 'B-2'] }), COUPONS],
    ['200 with one code twice', json(200, { ...PAID, codes: ['A-1', 'B-2', 'A-1'] }), COUPONS],
    ['200 without codes', json(200, PAID), COUPONS],
    ['200 without an end', HUGE],
    ['a body larger than any answer', json(200, { reference: 'txn_1', more: 'x'.repeat(70_000) })],
    ['headers larger than any', response => response.writeHead(200, { x: 'x'.repeat(20_000) }).end('{}')],
    ['a connection that is cut', response => response.destroy()],
    [
      'a connection that is cut within the body',
      response =>
        response.writeHead(200, { 'content-length': 30 }).write('{"reference":', () => response.destroy()),
    ],
    ['what is not HTTP', response => response.socket?.end('220 mail.example ESMTP\r\n')],
  ]

  for (const [what, answering, reward = POINTS] of UNKNOWN)
    it(`of ${what} is none`, async () => {
      const outside = await asking(answering)
      await expect(outside.ask({ reward })).rejects.toThrow()
      expect(outside.got).toHaveLength(1)
    })

  it('that does not come in time is none, whether its headers came or not', async () => {
    const silent = await asking(() => undefined, { timeoutMs: 100 })
    await expect(silent.ask()).rejects.toThrow()
    const slow: Answering = response => response.writeHead(200).write('{')
    const halfWay = await asking(slow, { timeoutMs: 100 })
    await expect(halfWay.ask()).rejects.toThrow()
    const dripping: Answering = response => {
      response.writeHead(200)
      const drip = setInterval(() => response.write(' '), 10)
      response.on('close', () => clearInterval(drip))
    }
    const endless = await asking(dripping, { timeoutMs: 200 })
    await expect(endless.ask()).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('is no longer waited for when the service stops', async () => {
    const arrived = Promise.withResolvers<void>()
    const silent = await asking(() => arrived.resolve(), { timeoutMs: 20_000 })
    const call = silent.ask()
    await arrived.promise
    silent.stop()
    await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('that is malformed leaves no code in what is said about it', async () => {
    const outside = await asking(json(200, { codes: ['SECRET-CODE', 7, 'C'] }))
    const said = await outside.ask({ reward: COUPONS }).catch(String)
    expect(said).toMatch('malformed body: reference, codes.1')
    expect(said).not.toContain('SECRET')
  })
})

it('connections are kept, and no more than 64', async () => {
  const waiting: (() => void)[] = []
  const outside = await asking(response => void waiting.push(() => response.end(JSON.stringify(PAID))))
  const calls = Array.from({ length: 100 }, (_, no) => outside.ask({ ...CALL, key: `claim:rwd#${no}` }))
  while (waiting.length < 64) await new Promise(setImmediate)
  expect(await outside.connections()).toBe(64)
  let answered = 0
  while (answered < calls.length) {
    for (const answer of waiting.splice(0)) {
      answer()
      answered++
    }
    await new Promise(setImmediate)
  }
  await Promise.all(calls)
  expect(await outside.connections()).toBeLessThanOrEqual(64)
})
