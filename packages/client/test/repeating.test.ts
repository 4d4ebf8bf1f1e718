import { create, type DescMethodUnary } from '@bufbuild/protobuf'
import { durationFromMs, MethodOptions_IdempotencyLevel as Level } from '@bufbuild/protobuf/wkt'
import { Code, ConnectError, type Transport } from '@connectrpc/connect'
import { AuthService } from '@rewards/contracts/auth'
import { ClaimService, EventService } from '@rewards/contracts/event'
import { RetryInfoSchema } from '@rewards/contracts/google'
import { servicesOf } from '@rewards/contracts/services'
import { beforeEach, describe, expect, it } from 'vitest'
import { memorySessions } from '../src/index.ts'
import { surroundings } from '../src/surroundings.ts'
import { MOST_TRIES, repeating, TRY_WITHIN_MS } from '../src/transport/repeating.ts'
import { ANN, lost, newWorld, type World } from './world.ts'

let world: World
beforeEach(() => {
  world = newWorld()
})

const failing = (code: Code, headers?: Record<string, string>) => new ConnectError('no', code, headers)
const comeAfter = (ms: number, code = Code.Unavailable) =>
  new ConnectError('later', code, undefined, [
    { desc: RetryInfoSchema, value: create(RetryInfoSchema, { retryDelay: durationFromMs(ms) }) },
  ])

/** Fails the first so many tries of a call other than sign-ins. */
function failFirst(times: number, error: ConnectError): void {
  let left = times
  world.fate = method => (method !== 'SignIn' && left-- > 0 ? error : 'arrives')
}

describe('what is repeated', () => {
  const all = Object.values(servicesOf).flat()
  const unary = all.flatMap(({ methods }) => methods.filter(each => each.methodKind === 'unary'))
  it.each(unary.map(method => [`${method.parent.name}/${method.name}`, method] as const))(
    '%s is repeated if, and only if, the contract says that it may be',
    async (_, method) => {
      let tries = 0
      const down = {
        unary: async () => {
          tries++
          throw lost()
        },
      } as unknown as Transport
      const transport = repeating(down, { ...surroundings, sleep: async () => undefined })
      const call = transport.unary(method as DescMethodUnary, undefined, 60_000, undefined, {})
      await expect(call).rejects.toThrow('fetch failed')
      expect(tries).toBe(method.idempotency === Level.IDEMPOTENCY_UNKNOWN ? 1 : MOST_TRIES)
    },
  )

  it('there are methods of each kind', () => {
    expect(AuthService.method.signUp.idempotency).toBe(Level.IDEMPOTENCY_UNKNOWN)
    expect(EventService.method.createEvent.idempotency).toBe(Level.IDEMPOTENT)
    expect(ClaimService.method.getClaim.idempotency).toBe(Level.NO_SIDE_EFFECTS)
  })

  it.each([
    ['no answer', lost(), true],
    ['an answer cut short', failing(Code.DataLoss), true],
    ['a connection that is closed', failing(Code.Canceled), true],
    ['unavailable', failing(Code.Unavailable), true],
    ['a try that took too long', failing(Code.DeadlineExceeded), true],
    ['a limit that says when to come back', comeAfter(500, Code.ResourceExhausted), true],
    ['a limit of a proxy', failing(Code.ResourceExhausted, { 'retry-after': '1' }), true],
    ['what is sold out', failing(Code.ResourceExhausted), false],
    ['a wrong field', failing(Code.InvalidArgument), false],
    ['a defect', failing(Code.Internal), false],
    ['an error without a name', failing(Code.Unknown), false],
  ])('after %s: %s', async (_, error, isRepeated) => {
    const client = world.client({ credentials: ANN })
    failFirst(1, error)
    const call = client.auth.getMe({})
    if (isRepeated) expect((await call).user?.userId).toBe('usr_ann')
    else await expect(call).rejects.toMatchObject({ name: 'RewardsError' })
    expect(world.count('GetMe')).toBe(isRepeated ? 2 : 1)
  })
})

describe('pauses', () => {
  it('grow, and there are no more of them than tries', async () => {
    const client = world.client({ credentials: ANN })
    failFirst(99, failing(Code.Unavailable))
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unavailable' })
    expect(world.pauses).toEqual([150, 300, 600, 1_200, 1_500])
    expect(world.count('GetMe')).toBe(MOST_TRIES)
  })

  it('are of different length', async () => {
    const pauses: number[] = []
    const down = { unary: () => Promise.reject(lost()) } as unknown as Transport
    const sleep = async (ms: number) => void pauses.push(ms)
    const transport = repeating(down, { ...surroundings, sleep })
    for (let i = 0; i < 20; i++)
      await transport.unary(AuthService.method.getMe, undefined, 9_000, undefined, {}).catch(() => undefined)
    expect(new Set(pauses).size).toBeGreaterThan(50)
  })

  it.each([
    ['a RetryInfo', comeAfter(1_500)],
    ['a header', failing(Code.Unavailable, { 'retry-after': '1' })],
    ['a date', failing(Code.Unavailable, { 'retry-after': new Date(Date.now() + 30_000).toUTCString() })],
  ])('last at least as long as %s asks for', async (what, error) => {
    const client = world.client({ credentials: ANN, deadlineMs: 120_000 })
    failFirst(1, error)
    await client.auth.getMe({})
    expect(world.pauses).toHaveLength(1)
    expect(world.pauses[0]).toBeGreaterThanOrEqual(what === 'a date' ? 20_000 : 1_000)
  })

  it('longer than the time that is left are not made: the call fails at once, and tells when to come back', async () => {
    const client = world.client({ credentials: ANN })
    failFirst(1, comeAfter(30_000))
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unavailable', retryAfterMs: 30_000 })
    expect(world.pauses).toEqual([])
  })

  it('of days are not made either, also when there is no deadline', async () => {
    const client = world.client({ credentials: ANN })
    failFirst(1, comeAfter(30 * 24 * 3_600_000))
    await expect(client.auth.getMe({}, { timeoutMs: 0 })).rejects.toMatchObject({
      retryAfterMs: 2_592_000_000,
    })
    expect(world.pauses).toEqual([])
  })

  it('a time in the past is none', async () => {
    const client = world.client({ credentials: ANN })
    failFirst(1, comeAfter(-60_000))
    await client.auth.getMe({})
    expect(world.pauses).toEqual([150])
  })

  it('a header that says nothing is none', async () => {
    const client = world.client({ credentials: ANN })
    failFirst(1, failing(Code.ResourceExhausted, { 'retry-after': 'soon' }))
    await expect(client.auth.getMe({})).rejects.toMatchObject({ retryAfterMs: undefined })
  })

  it('end with the signal, whose reason the call then has', async () => {
    const sleep = surroundings.sleep
    const enough = new AbortController()
    const pausing = sleep(60_000, enough.signal)
    enough.abort(new Error('enough'))
    await expect(pausing).rejects.toThrow('enough')
    await expect(sleep(1, enough.signal)).rejects.toThrow('enough')
    const client = world.client({ credentials: ANN })
    world.fate = method => {
      if (method !== 'GetMe') return 'arrives'
      enough.abort()
      return 'is lost'
    }
    await expect(client.auth.getMe({}, { signal: enough.signal })).rejects.toThrow('enough')
    expect(world.count('GetMe')).toBeLessThanOrEqual(1)
  })
})

describe('deadlines', () => {
  /** A transport that notes which time each try is given. */
  const times = async (
    timeoutMs: number | undefined,
    method = AuthService.method.getMe as DescMethodUnary,
  ) => {
    const seen: (number | undefined)[] = []
    let clock = 0
    const down = {
      unary: async (_: unknown, __: unknown, given: number | undefined) => {
        seen.push(given)
        clock += given ?? 0
        throw failing(Code.DeadlineExceeded)
      },
    } as unknown as Transport
    const transport = repeating(down, { ...surroundings, now: () => clock, sleep: async () => undefined })
    await transport.unary(method, undefined, timeoutMs, undefined, {}).catch(() => undefined)
    return seen
  }

  it('are those of the whole call: a try gets a part of it, where there may be another', async () => {
    expect(await times(20_000)).toEqual([TRY_WITHIN_MS, TRY_WITHIN_MS, 20_000 - 2 * TRY_WITHIN_MS])
    expect(await times(300)).toEqual([300])
    expect(await times(undefined)).toEqual(Array(MOST_TRIES).fill(TRY_WITHIN_MS))
    expect(await times(20_000, AuthService.method.signIn)).toEqual([20_000])
    expect(await times(0, AuthService.method.signIn)).toEqual([undefined])
  })

  it.each([
    [20_000, 20_000],
    [0.5, 1],
    [1_499.2, 1_500],
    [Number.POSITIVE_INFINITY, 99_999_999],
    [1e12, 99_999_999],
  ])(
    '%d is told as the whole milliseconds that the protocols have, also when the clock has fractions',
    async (timeoutMs, told) => {
      let given: number | undefined
      const answering = {
        unary: async (_: unknown, __: unknown, left: number | undefined) => {
          given = left
        },
      } as unknown as Transport
      const transport = repeating(answering, { ...surroundings, now: () => 0.046_291_7 })
      await transport.unary(AuthService.method.signIn, undefined, timeoutMs, undefined, {})
      expect(given).toBe(told)
    },
  )

  it('that are no number are refused before anything is sent', async () => {
    const call = world.client({ credentials: ANN }).auth.getMe({}, { timeoutMs: Number.NaN })
    await expect(call).rejects.toThrow('timeoutMs is NaN')
    expect(world.calls).toEqual([])
  })

  it('hold also while a call waits for the next token', async () => {
    const sessions = memorySessions()
    const client = world.client({ sessions })
    await client.signIn(ANN)
    world.expire()
    const hanging = { ...sessions, exclusively: () => new Promise<never>(() => undefined) }
    const waiting = world.client({ sessions: hanging })
    const call = waiting.auth.getMe({}, { timeoutMs: 30 })
    await expect(call).rejects.toMatchObject({ code: 'deadline_exceeded', reason: 'DEADLINE_EXCEEDED' })
    const first = world.client({ credentials: ANN, sessions: { ...hanging, read: async () => undefined } })
    await expect(first.auth.getMe({}, { timeoutMs: 30 })).rejects.toMatchObject({ code: 'deadline_exceeded' })
  })

  it('end a call that gets no answer, also its repeats', async () => {
    const never = {
      unary: (_: unknown, __: unknown, timeoutMs: number) =>
        new Promise((_resolve, reject) =>
          setTimeout(() => reject(failing(Code.DeadlineExceeded)), timeoutMs),
        ),
    } as unknown as Transport
    const client = world.client({ transport: () => never })
    const call = client.auth.getSigningKeys({}, { timeoutMs: 30 })
    await expect(call).rejects.toMatchObject({ code: 'deadline_exceeded', reason: 'DEADLINE_EXCEEDED' })
  })
})

describe('idempotency keys', () => {
  it('are made for a call, and stay the same however often it is repeated', async () => {
    const keys: string[] = []
    world.claims.claimReward = ({ idempotencyKey }) => {
      keys.push(idempotencyKey)
      return {}
    }
    const client = world.client({ credentials: ANN })
    let losses = 2
    world.fate = method => (method === 'ClaimReward' && losses-- > 0 ? 'loses its answer' : 'arrives')
    const request = { eventId: 'evt_a' }
    await client.claims.claimReward(request)
    expect(keys).toEqual(['key 1', 'key 1', 'key 1'])
    await client.claims.claimReward(request)
    expect(keys.at(-1)).toBe('key 2')
    expect(request).toEqual({ eventId: 'evt_a' })
    await client.claims.claimReward({ ...request, idempotencyKey: 'mine' })
    expect(keys.at(-1)).toBe('mine')
  })

  it('stay the same when the token is refreshed in between', async () => {
    const keys: string[] = []
    world.claims.claimReward = ({ idempotencyKey }) => {
      keys.push(idempotencyKey)
      throw keys.length > 1 ? failing(Code.NotFound) : failing(Code.Unauthenticated)
    }
    const client = world.client({ credentials: ANN })
    await expect(client.claims.claimReward({ eventId: 'evt_a' })).rejects.toMatchObject({
      code: 'not_found',
      idempotencyKey: 'key 1',
    })
    expect(keys).toEqual(['key 1', 'key 1'])
  })

  it('are told with a failure, so that the same call can be made again later', async () => {
    const keys: string[] = []
    world.events.createEvent = ({ idempotencyKey }) => {
      keys.push(idempotencyKey)
      return {}
    }
    const client = world.client({ credentials: ANN })
    world.fate = method => (method === 'CreateEvent' ? 'loses its answer' : 'arrives')
    const failure = await client.events.createEvent({}).catch(error => error)
    expect(failure).toMatchObject({ reason: 'UNREACHABLE', idempotencyKey: 'key 1' })
    world.fate = () => 'arrives'
    await client.events.createEvent({ idempotencyKey: failure.idempotencyKey })
    expect(new Set(keys)).toEqual(new Set(['key 1']))
  })

  it('are not alike', () => {
    const made = Array.from({ length: 1_000 }, surroundings.newKey)
    expect(new Set(made).size).toBe(1_000)
    for (const key of made) expect(key).toMatch(/^[0-9a-f]{32}$/)
  })
})

describe('several gateways', () => {
  const baseUrl = ['https://one.example', 'https://two.example']

  it('when one does not answer the call is made at another, and calls stay there', async () => {
    const asked: string[] = []
    world.fate = (method, url) => {
      if (method === 'GetMe') asked.push(url)
      return url === baseUrl[1] ? 'is lost' : 'arrives'
    }
    const client = world.client({ baseUrl })
    await client.signIn(ANN).catch(() => client.signIn(ANN))
    for (let i = 0; i < 5; i++) await client.auth.getMe({})
    expect(asked).toEqual(Array(5).fill(baseUrl[0]))
  })

  it('when none answers the call fails', async () => {
    world.fate = () => 'is lost'
    await expect(world.client({ baseUrl }).auth.getSigningKeys({})).rejects.toMatchObject({
      code: 'unavailable',
      reason: 'UNREACHABLE',
    })
  })

  it('a refusal is no reason to go to another', async () => {
    const asked = new Set<string>()
    world.fate = (_, url) => {
      asked.add(url)
      return 'arrives'
    }
    const client = world.client({ baseUrl })
    for (let i = 0; i < 4; i++) await client.auth.getMe({}).catch(() => undefined)
    expect(asked.size).toBe(1)
  })

  it.each([
    ['', /baseUrl is ""; allowed are addresses such as https/],
    ['localhost:3000', /baseUrl is "localhost:3000"/],
    ['https://rewards.example?x=1', /without a query/],
    [[], /baseUrl is empty/],
    [['https://a.example', 'b'], /baseUrl is "b"/],
  ])('%j is refused when the client is made', (given, message) => {
    expect(() => world.client({ baseUrl: given })).toThrow(message)
  })

  it('a deadline that is none is refused when the client is made', () => {
    for (const deadlineMs of [0, -1, Number.NaN])
      expect(() => world.client({ deadlineMs })).toThrow(/deadlineMs is .*; allowed is more than 0/)
  })
})
