import { connect } from 'node:net'
import { pathOf } from '@rewards/rpc'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { OnePerTurn } from '../src/edge/one-per-turn.ts'
import { testKey } from './support/fake-backend.ts'
import { ProbeService } from './support/probe.ts'
import { probeHandlers } from './support/probe-handlers.ts'
import { type Probed, runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

const { open, echo } = ProbeService.method
const headers = {
  'connect-timeout-ms': '10000', // longer than a call may wait
  authorization: `Bearer ${await tokenFrom(testKey)}`,
  'content-type': 'application/json',
}

let gateway: Probed
beforeEach(async () => {
  gateway = await runProbed(probeHandlers, { limits: { publicCallsAtOnce: 1, defaultDeadlineMs: 2_000 } })
})
afterEach(() => gateway.stop())

function call(method: typeof open | typeof echo, text: string, signal?: AbortSignal): Promise<Response> {
  const body = JSON.stringify({ text })
  return fetch(gateway.url + pathOf(method), { method: 'POST', headers, body, signal: signal ?? null })
}

test('what anybody may call waits for its like, nobody else waits for it, and the next comes when one has left', async () => {
  const leave = new AbortController()
  const first = call(open, 'wait', leave.signal).catch(() => 'left')
  await expect.poll(() => gateway.event.reached.length).toBe(1)
  const second = call(open, 'hello')
  expect((await call(echo, 'hello')).status).toBe(200)
  expect(gateway.event.reached).toHaveLength(2)
  leave.abort()
  expect(await first).toBe('left')
  expect((await second).status).toBe(200)
})

test('who waits as long as a call may take is told when to come back; who leaves before is forgotten', async () => {
  const leave = new AbortController()
  const first = call(open, 'wait', leave.signal).catch(() => 'left')
  await expect.poll(() => gateway.event.reached.length).toBe(1)
  const impatient = call(open, 'hello', AbortSignal.timeout(100)).catch(() => 'left')
  const refused = await call(open, 'hello')
  expect(await impatient).toBe('left')
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(JSON.stringify(await refused.json())).toContain('TOO_MANY_CALLS')
  expect(gateway.event.reached).toHaveLength(1)
  leave.abort()
  await first
})

test('a request that comes slowly takes nobody a place', async () => {
  const socket = connect(gateway.port, '127.0.0.1')
  socket.write(
    `POST ${pathOf(open)} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 20\r\n\r\n{`,
  )
  await new Promise(resolve => setTimeout(resolve, 100))
  expect((await call(open, 'hello')).status).toBe(200)
  socket.destroy()
})

test('a crowd comes in one by one, in order, with a turn of the event loop between two', async () => {
  const signIns = new OnePerTurn()
  let turns = 0
  const passed: number[] = []
  let counting = setImmediate(function count() {
    turns++
    counting = setImmediate(count)
  })
  await Promise.all([0, 1, 2, 3].map(no => signIns.pass().then(() => passed.push(no))))
  clearImmediate(counting)
  expect(passed).toEqual([0, 1, 2, 3])
  expect(turns).toBeGreaterThanOrEqual(3)
})
