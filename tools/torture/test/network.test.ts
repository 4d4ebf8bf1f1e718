import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, connect as openSession } from 'node:http2'
import { type AddressInfo, connect, createServer as createTcp, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Passage } from '../src/network/lane.ts'
import { lossyAnswers } from '../src/network/lossy-answers.ts'
import { Network } from '../src/network/network.ts'
import { Way } from '../src/network/way.ts'
import { Random } from '../src/random.ts'

/** Long enough for bytes to cross this machine several times. */
const A_WHILE_MS = 150

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** Answers each piece in capitals; what it was sent. */
async function shouter(): Promise<{ readonly port: number; readonly got: string[] }> {
  const got: string[] = []
  const server = createTcp(socket => {
    open.push(() => socket.destroy())
    socket.on('error', () => socket.destroy())
    socket.on('data', chunk => {
      got.push(String(chunk))
      socket.write(String(chunk).toUpperCase())
    })
  })
  open.push(() => server.close())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, got }
}

async function caller(way: Way): Promise<{ readonly socket: Socket; readonly heard: () => string }> {
  const socket = connect(way.port, '127.0.0.1')
  let heard = ''
  socket.on('data', chunk => {
    heard += chunk
  })
  socket.on('error', () => undefined)
  open.push(() => socket.destroy())
  await once(socket, 'connect')
  return { socket, heard: () => heard }
}

async function joined() {
  const end = await shouter()
  const way = await Way.open(end.port)
  open.push(() => way[Symbol.dispose]())
  return { way, got: end.got, ...(await caller(way)) }
}

const both = (passage: Passage) => ({ there: passage, back: passage })

describe('a way', () => {
  it('lets all pass until it is told otherwise', async () => {
    const { socket, heard } = await joined()
    socket.write('ann')
    await expect.poll(heard).toBe('ANN')
  })

  it('holds what goes over it, and lets it go on in order', async () => {
    const { way, socket, got, heard } = await joined()
    way.traffic = both('held')
    socket.write('one')
    await sleep(A_WHILE_MS)
    socket.write('two')
    await sleep(A_WHILE_MS)
    expect(got).toEqual([])
    way.heal()
    socket.write('three')
    await expect.poll(heard).toBe('ONETWOTHREE')
  })

  it('holds one direction alone: the request arrives, the answer does not', async () => {
    const { way, socket, got, heard } = await joined()
    way.traffic = { there: 'open', back: 'held' }
    socket.write('ann')
    await expect.poll(() => got).toEqual(['ann'])
    await sleep(A_WHILE_MS)
    expect(heard()).toBe('')
    way.heal()
    await expect.poll(heard).toBe('ANN')
  })

  it('swallows, and breaks what lost bytes once it is healed', async () => {
    const { way, socket, got } = await joined()
    way.traffic = both('swallowed')
    socket.write('ann')
    await sleep(A_WHILE_MS)
    expect(socket.closed).toBe(false)
    way.heal()
    await expect.poll(() => socket.closed).toBe(true)
    expect(got).toEqual([])
  })

  it('delays', async () => {
    const { way, socket, got, heard } = await joined()
    way.traffic = both({ delayMs: A_WHILE_MS })
    socket.write('one')
    socket.write('two')
    expect(got).toEqual([])
    await expect.poll(heard).toBe('ONETWO')
  })

  it('loses an answer: the request arrived, and the connection breaks', async () => {
    const { way, socket, got, heard } = await joined()
    way.loseAnswers(1)
    socket.write('ann')
    await expect.poll(() => socket.closed).toBe(true)
    expect([got, heard(), way.lost]).toEqual([['ann'], '', 1])
    const again = await caller(way)
    again.socket.write('bob')
    await expect.poll(again.heard).toBe('BOB')
  })

  it('is barred until it is healed', async () => {
    const { way, socket } = await joined()
    way.bar()
    await expect.poll(() => socket.closed).toBe(true)
    const barred = await caller(way)
    await expect.poll(() => barred.socket.closed).toBe(true)
    way.heal()
    const healed = await caller(way)
    healed.socket.write('ann')
    await expect.poll(healed.heard).toBe('ANN')
  })
})

describe('a network', () => {
  it('stands between a process and all that its environment names, and knows who they are', async () => {
    using network = await Network.open(2)
    const end = await shouter()
    const self = { name: 'event-2', service: 'event', index: 1, entry: '', probe: 'grpc' } as const
    const env = await network.adapt(self, {
      REWARDS_CONDITION_URLS: `127.0.0.1:${end.port},127.0.0.1:1`,
      REWARDS_EVENT_PORT: '7',
      NATS_URL: 'nats://127.0.0.1:4222',
    })
    expect(network.links.map(({ from, to, way }) => [from, to, way.to])).toEqual([
      ['event-2', 'condition', end.port],
      ['event-2', 'condition-2', 1],
      ['event-2', 'broker', 4222],
    ])
    expect(env.REWARDS_EVENT_PORT).toBe('7')
    const [way] = network.between(/^event-2$/, /^condition$/)
    expect(env.REWARDS_CONDITION_URLS?.split(',')[0]).toBe(`127.0.0.1:${way?.port}`)
    const { socket, heard } = await caller(way as Way)
    socket.write('ann')
    await expect.poll(heard).toBe('ANN')
  })
})

describe('answers that get lost', () => {
  const CALLS = 200

  async function counting(): Promise<{ readonly url: string; readonly served: () => number }> {
    let served = 0
    const server = createServer((_, response) => {
      served++
      response.end('done')
    })
    server.on('session', session => open.push(() => session.destroy()))
    open.push(() => server.close())
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, served: () => served }
  }

  it('lose the share that was asked for; every request arrives', async () => {
    const { url, served } = await counting()
    const way = await lossyAnswers(url, new Random(1))
    onTestFinished(() => way.close())
    way.share = 0.1
    const session = openSession(way.url)
    open.push(() => session.destroy())
    const call = () =>
      new Promise<boolean>(resolve => {
        const stream = session.request({ ':path': '/' } satisfies IncomingHttpHeaders)
        let answered = false
        stream.on('response', () => {
          answered = true
        })
        stream.on('error', () => undefined).on('close', () => resolve(answered))
        stream.resume()
      })
    const answered = await Promise.all(Array.from({ length: CALLS }, call))
    expect(served()).toBe(CALLS)
    expect(way.answers).toBe(CALLS)
    expect(answered.filter(isAnswered => !isAnswered)).toHaveLength(way.lost)
    expect(way.lost).toBeGreaterThan(5)
    expect(way.lost).toBeLessThan(50)
  })
})
