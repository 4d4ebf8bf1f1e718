import { create, toBinary } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import { ClaimState, WatchClaimResponseSchema } from '@rewards/contracts/event'
import { beforeEach, describe, expect, it } from 'vitest'
import type { RewardsClient } from '../src/index.ts'
import { MOST_BREAKS, STREAM_WITHIN_MS } from '../src/watch-claim.ts'
import { ANN, newWorld, type World } from './world.ts'

const { REQUESTED, SUCCESS, FAILED } = ClaimState

/** What one stream tells, and how it ends. */
interface Stream {
  readonly states: readonly (readonly [rev: number, state: ClaimState])[]
  readonly end?: ConnectError
}

let world: World
let client: RewardsClient
let asked: number[]
let streams: Stream[]
beforeEach(() => {
  world = newWorld()
  client = world.client({ credentials: ANN })
  asked = []
  streams = []
  world.claims.watchClaim = async function* ({ claimId, afterRev }) {
    asked.push(afterRev)
    const { states, end } = streams.shift() ?? { states: [], end: new ConnectError('', Code.NotFound) }
    for (const [rev, state] of states) yield { claim: { claimId, rev, state } }
    if (end) throw end
  }
})

const unavailable = () => new ConnectError('the service is stopping', Code.Unavailable)

const wordOf = (state: ClaimState) => Object.entries(ClaimState).find(([, value]) => value === state)?.[0]

async function seen(options = {}): Promise<string[]> {
  const claims = await Array.fromAsync(client.watchClaim('clm', options))
  return claims.map(({ rev, state }) => `${rev} ${wordOf(state)}`)
}

describe('watching a claim', () => {
  it('tells each state up to the end', async () => {
    streams = [
      {
        states: [
          [1, REQUESTED],
          [2, REQUESTED],
          [3, SUCCESS],
        ],
      },
    ]
    expect(await seen()).toEqual(['1 REQUESTED', '2 REQUESTED', '3 SUCCESS'])
    expect(asked).toEqual([0])
  })

  it('goes on after the last state that it told, wherever a stream breaks', async () => {
    streams = [
      { states: [[1, REQUESTED]], end: unavailable() },
      { states: [], end: unavailable() },
      {
        states: [
          [2, REQUESTED],
          [4, REQUESTED],
        ],
        end: new ConnectError('', Code.DataLoss),
      },
      { states: [[5, SUCCESS]] },
    ]
    expect(await seen()).toEqual(['1 REQUESTED', '2 REQUESTED', '4 REQUESTED', '5 SUCCESS'])
    expect(asked).toEqual([0, 1, 1, 4])
    expect(world.pauses).toHaveLength(3)
  })

  it('goes on when a connection cannot be made', async () => {
    streams = [{ states: [[1, SUCCESS]] }]
    let losses = 4
    world.fate = method => (method === 'WatchClaim' && losses-- > 0 ? 'is lost' : 'arrives')
    expect(await seen()).toEqual(['1 SUCCESS'])
  })

  it('has come to its end with FAILED, also when the stream broke right after it: nobody waits for the next attempt', async () => {
    streams = [
      {
        states: [
          [1, REQUESTED],
          [2, FAILED],
        ],
        end: unavailable(),
      },
    ]
    expect(await seen()).toEqual(['1 REQUESTED', '2 FAILED'])
    expect(asked).toEqual([0])
  })

  it('who has seen FAILED waits for what comes after', async () => {
    streams = [
      {
        states: [
          [3, REQUESTED],
          [4, SUCCESS],
        ],
      },
    ]
    expect(await seen({ afterRev: 2 })).toEqual(['3 REQUESTED', '4 SUCCESS'])
    expect(asked).toEqual([2])
  })

  it('ends without a word when there is nothing to come', async () => {
    streams = [{ states: [] }]
    expect(await seen({ afterRev: 9 })).toEqual([])
  })

  it('goes on with the next token when its own expires, once for each time', async () => {
    const expired = () => new ConnectError('', Code.Unauthenticated)
    streams = [
      { states: [[1, REQUESTED]], end: expired() },
      { states: [[2, REQUESTED]], end: expired() },
      { states: [[3, SUCCESS]] },
    ]
    expect(await seen()).toEqual(['1 REQUESTED', '2 REQUESTED', '3 SUCCESS'])
    expect(world.count('RefreshToken')).toBe(2)
    expect(world.pauses).toEqual([])
  })

  it('goes on with the next token although other things broke since the last state', async () => {
    streams = [
      { states: [[1, REQUESTED]], end: unavailable() },
      { states: [], end: unavailable() },
      { states: [], end: new ConnectError('', Code.Unauthenticated) },
      { states: [], end: unavailable() },
      { states: [[2, SUCCESS]] },
    ]
    expect(await seen()).toEqual(['1 REQUESTED', '2 SUCCESS'])
    expect(world.count('RefreshToken')).toBe(1)
  })

  const expired = () => new ConnectError('', Code.Unauthenticated)

  it('goes on although the next token cannot be had for a while', async () => {
    streams = [{ states: [[1, REQUESTED]], end: expired() }, { states: [[2, SUCCESS]] }]
    await client.auth.getMe({})
    let losses = 12
    world.fate = method => (method === 'RefreshToken' && losses-- > 0 ? 'is lost' : 'arrives')
    expect(await seen()).toEqual(['1 REQUESTED', '2 SUCCESS'])
    expect(world.count('RefreshToken')).toBe(13)
  })

  it('fails when the next token cannot be had at all', async () => {
    streams = [{ states: [[1, REQUESTED]], end: expired() }]
    await client.auth.getMe({})
    world.fate = method => (method === 'RefreshToken' ? 'is lost' : 'arrives')
    await expect(seen()).rejects.toMatchObject({ code: 'unavailable', reason: 'UNREACHABLE' })
    expect(asked).toEqual([0])
    expect(world.count('RefreshToken')).toBeLessThan(30)
  })

  it('does not repeat a sign-in: the contract does not let it', async () => {
    world.fate = method => (method === 'SignIn' ? 'is lost' : 'arrives')
    await expect(seen()).rejects.toMatchObject({ reason: 'UNREACHABLE' })
    world.fate = () => 'arrives'
    await client.auth.getMe({})
    streams = [{ states: [[1, REQUESTED]], end: expired() }]
    world.fate = method => {
      if (method === 'RefreshToken') return new ConnectError('it has ended', Code.Unauthenticated)
      return method === 'SignIn' ? 'is lost' : 'arrives'
    }
    await expect(seen()).rejects.toMatchObject({ reason: 'UNREACHABLE' })
    expect(world.count('SignIn')).toBe(3)
  })

  it('fails when the next token is refused too', async () => {
    const refused = () => new ConnectError('you are not', Code.Unauthenticated)
    streams = Array.from({ length: 50 }, () => ({ states: [], end: refused() }))
    await expect(seen()).rejects.toMatchObject({ name: 'RewardsError', code: 'unauthenticated' })
    expect(asked).toEqual([0, 0])
  })

  it('fails at once where another try would not help', async () => {
    streams = [{ states: [], end: new ConnectError('there is none', Code.NotFound) }]
    await expect(seen()).rejects.toMatchObject({ name: 'RewardsError', code: 'not_found' })
    expect(asked).toHaveLength(1)
  })

  it('fails when it could not go on for a while, with the last failure', async () => {
    world.fate = method => (method === 'WatchClaim' ? 'is lost' : 'arrives')
    await expect(seen()).rejects.toMatchObject({ code: 'unavailable', reason: 'UNREACHABLE' })
    expect(world.count('WatchClaim')).toBe(MOST_BREAKS)
    expect(world.pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(10_000)
  })

  it('goes on for as long as something comes', async () => {
    streams = Array.from({ length: 40 }, (_, i) => ({ states: [[i + 1, REQUESTED]], end: unavailable() }))
    streams.push({ states: [[41, SUCCESS]] })
    expect(await seen()).toHaveLength(41)
  })

  it('gives each stream an end, so that one that is silent for ever is noticed', async () => {
    let given: number | undefined
    world.claims.watchClaim = async function* ({ claimId }, { timeoutMs }) {
      given = timeoutMs()
      yield { claim: { claimId, rev: 1, state: SUCCESS } }
    }
    await seen()
    expect(given).toBeLessThanOrEqual(STREAM_WITHIN_MS)
    expect(given).toBeGreaterThan(STREAM_WITHIN_MS - 10_000)
  })
})

/** What `fetch` gives for a stream that tells this state, and goes on. */
function oneState(state: ClaimState): Response {
  const message = toBinary(
    WatchClaimResponseSchema,
    create(WatchClaimResponseSchema, { claim: { rev: 1, state } }),
  )
  const body = new ReadableStream<Uint8Array>({
    start: controller => controller.enqueue(Uint8Array.of(0, 0, 0, 0, message.length, ...message)),
  })
  return new Response(body, { headers: { 'content-type': 'application/connect+proto' } })
}

describe('who stops watching', () => {
  const silent = () => {
    const closed = Promise.withResolvers<void>()
    world.claims.watchClaim = async function* ({ claimId }, { signal }) {
      signal.addEventListener('abort', () => closed.resolve())
      yield { claim: { claimId, rev: 1, state: REQUESTED } }
      await closed.promise
    }
    return closed.promise
  }

  it('by leaving the loop closes the stream', async () => {
    const closed = silent()
    for await (const claim of client.watchClaim('clm')) if (claim.rev === 1) break
    await closed
  })

  it.each([
    ['by leaving the loop', REQUESTED],
    ['because it was the end', SUCCESS],
  ])('%s leaves no timer behind, for which a process would stay alive', async (_, state) => {
    const timers = () => process.getActiveResourcesInfo().filter(kind => kind === 'Timeout').length
    const transport = (baseUrl: string) =>
      createConnectTransport({ baseUrl, useBinaryFormat: true, fetch: async () => oneState(state) })
    const watching = world.client({ transport })
    const before = timers()
    for (let i = 0; i < 20; i++)
      for await (const claim of watching.watchClaim('clm')) {
        if (claim.state !== SUCCESS) break
      }
    await expect.poll(timers).toBeLessThan(before + 10)
  })

  it('by a signal closes the stream, and gets the reason of it', async () => {
    const closed = silent()
    const enough = new AbortController()
    const watching = (async () => {
      for await (const _ of client.watchClaim('clm', { signal: enough.signal }))
        setTimeout(() => enough.abort(new Error('enough')))
    })()
    await expect(watching).rejects.toThrow('enough')
    await closed
    await expect(seen({ signal: enough.signal })).rejects.toThrow('enough')
  })
})
