import { Code, ConnectError } from '@connectrpc/connect'
import { beforeEach, describe, expect, it } from 'vitest'
import { memorySessions, RewardsError } from '../src/index.ts'
import { ANN, BOB, newWorld, type World } from './world.ts'

let world: World
beforeEach(() => {
  world = newWorld()
})

const many = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, work))

describe('a client with credentials', () => {
  it('signs in when it is first used, once for all calls that wait', async () => {
    const client = world.client({ credentials: ANN })
    expect(world.calls).toEqual([])
    const answers = await many(() => client.auth.getMe({}))
    for (const { user } of answers) expect(user?.userId).toBe('usr_ann')
    expect(world.count('SignIn')).toBe(1)
    expect(await client.userId()).toBe('usr_ann')
  })

  it('asks for the credentials when it needs them', async () => {
    let asked = 0
    const credentials = async () => {
      asked++
      return ANN
    }
    const client = world.client({ credentials })
    expect(asked).toBe(0)
    await client.auth.getMe({})
    await client.auth.getMe({})
    expect(asked).toBe(1)
  })

  it('signs in again when its session has ended, and fails when that is refused', async () => {
    const sessions = memorySessions()
    const credentials = { ...ANN }
    const client = world.client({ credentials, sessions })
    await client.auth.getMe({})
    await endElsewhere(await sessions.read())
    expect((await client.auth.getMe({})).user?.userId).toBe('usr_ann')
    expect(world.count('SignIn')).toBe(2)

    credentials.password = 'changed'
    await endElsewhere(await sessions.read())
    const failure = await client.auth.getMe({}).catch(error => error)
    expect(failure).toBeInstanceOf(RewardsError)
    expect(failure).toMatchObject({ code: 'unauthenticated', message: 'the password is wrong' })
  })

  it('is the same device at each sign-in, until it signs out', async () => {
    const sessions = memorySessions()
    const client = world.client({ credentials: ANN, sessions })
    await client.auth.getMe({})
    world.expire()
    await client.auth.getMe({}) // refreshed: as long as the session is kept, so is the device
    await endElsewhere(await sessions.read())
    await client.auth.getMe({})
    await client.signIn(ANN)
    await client.signOut()
    await client.signIn(ANN)
    expect(world.devices).toEqual(['', 'device of ann', 'device of ann', ''])
  })

  it('calls what anyone may call without signing in', async () => {
    const client = world.client({ credentials: ANN })
    await expect(client.auth.getSigningKeys({})).rejects.toMatchObject({ code: 'unimplemented' })
    expect(world.calls).toEqual(['GetSigningKeys'])
  })

  it('does not sign in again by itself when the answer of a sign-in is lost: the contract does not let it', async () => {
    world.fate = method => (method === 'SignIn' ? 'loses its answer' : 'arrives')
    const client = world.client({ credentials: ANN })
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unavailable', reason: 'UNREACHABLE' })
    expect(world.calls).toEqual(['SignIn'])
  })
})

/** As another program does that has the same session. */
async function endElsewhere(session: { refreshToken: string } | undefined) {
  const elsewhere = memorySessions()
  await elsewhere.write({ userId: '', accessToken: '', refreshToken: session?.refreshToken ?? '' })
  await world.client({ sessions: elsewhere }).signOut()
  world.expire()
}

describe('a token that counts no more', () => {
  it('is refreshed once for all calls that wait, and each of them is made again', async () => {
    const client = world.client()
    await client.signIn(ANN)
    world.expire()
    const answers = await many(() => client.auth.getMe({}))
    for (const { user } of answers) expect(user?.userId).toBe('usr_ann')
    expect(world.count('RefreshToken')).toBe(1)
    expect(world.count('GetMe')).toBe(40)
  })

  it('is refreshed again and again, as long as the session lasts', async () => {
    const client = world.client()
    await client.signIn(ANN)
    for (let i = 0; i < 5; i++) {
      world.expire()
      await client.auth.getMe({})
    }
    expect(world.count('RefreshToken')).toBe(5)
  })

  it('is refreshed although the answer of a refresh is lost: the same again gives the same successor', async () => {
    const client = world.client()
    await client.signIn(ANN)
    let losses = 3
    world.fate = method => (method === 'RefreshToken' && losses-- > 0 ? 'loses its answer' : 'arrives')
    for (let i = 0; i < 3; i++) {
      world.expire()
      await client.auth.getMe({})
    }
    expect(world.count('RefreshToken')).toBe(6)
  })

  it('is refreshed by the next process when the first died before it had the answer', async () => {
    const sessions = memorySessions()
    const first = world.client({ sessions })
    await first.signIn(ANN)
    world.expire()
    world.fate = method => (method === 'RefreshToken' ? 'loses its answer' : 'arrives')
    await expect(first.auth.getMe({})).rejects.toMatchObject({ reason: 'UNREACHABLE' })
    world.fate = () => 'arrives'
    const second = world.client({ sessions })
    expect((await second.auth.getMe({})).user?.userId).toBe('usr_ann')
    world.expire()
    await second.auth.getMe({})
  })

  it('is not refreshed by who finds that another process has done it', async () => {
    const sessions = memorySessions()
    const [first, second] = [world.client({ sessions }), world.client({ sessions })]
    await first.signIn(ANN)
    for (let i = 0; i < 4; i++) {
      world.expire()
      await first.auth.getMe({})
      await second.auth.getMe({})
    }
    expect(world.count('RefreshToken')).toBe(4)
  })

  it('is refreshed by two processes at the same time to the same end', async () => {
    const sessions = memorySessions()
    const clients = [world.client({ sessions }), world.client({ sessions })]
    await clients[0]?.signIn(ANN)
    for (let i = 0; i < 4; i++) {
      world.expire()
      await Promise.all(clients.map(client => client.auth.getMe({})))
    }
  })

  it('is refreshed for the others when the call that asked first is given up', async () => {
    const client = world.client()
    await client.signIn(ANN)
    world.expire()
    const impatient = new AbortController()
    world.fate = method => {
      if (method === 'RefreshToken') impatient.abort(new Error('enough'))
      return 'arrives'
    }
    const [given, kept] = await Promise.allSettled([
      client.auth.getMe({}, { signal: impatient.signal }),
      client.auth.getMe({}),
    ])
    expect(given).toMatchObject({ status: 'rejected', reason: { message: 'enough' } })
    expect(kept).toMatchObject({ status: 'fulfilled' })
    expect(world.count('RefreshToken')).toBe(1)
  })

  it('is kept while the system cannot be asked for the next', async () => {
    const client = world.client()
    await client.signIn(ANN)
    world.expire()
    world.fate = method => (method === 'RefreshToken' ? new ConnectError('', Code.Unavailable) : 'arrives')
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unavailable' })
    expect(await client.userId()).toBe('usr_ann')
    world.fate = () => 'arrives'
    await client.auth.getMe({})
  })

  it('without credentials, and with a session that has ended, fails and nobody is signed in any more', async () => {
    const sessions = memorySessions()
    const client = world.client({ sessions })
    await client.signIn(ANN)
    await endElsewhere(await sessions.read())
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await client.userId()).toBeUndefined()
  })

  it('of one user never ends in a call as another who has signed in meanwhile in the same place', async () => {
    const [sessions, elsewhere] = [memorySessions(), memorySessions()]
    const here = world.client({ sessions })
    await here.signIn(ANN)
    await world.client({ sessions: elsewhere }).signIn(BOB)
    const bobs = await elsewhere.read()
    world.fate = method => {
      if (method !== 'GetMe' || world.count('GetMe') > 1) return 'arrives'
      void sessions.write(bobs)
      return new ConnectError('the token counts no more', Code.Unauthenticated)
    }
    await expect(here.auth.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(world.count('GetMe')).toBe(1)
    expect((await here.auth.getMe({})).user?.userId).toBe('usr_bob')
  })
})

describe('signing up, in and out', () => {
  it('tells the user, and acts for them', async () => {
    const client = world.client()
    expect(await client.signUp({ ...BOB, displayName: 'Bob' })).toMatchObject({ userId: 'usr_bob' })
    expect((await client.auth.getMe({})).user?.userId).toBe('usr_bob')
    expect(await client.signIn(ANN)).toMatchObject({ userId: 'usr_ann' })
    expect((await client.auth.getMe({})).user?.userId).toBe('usr_ann')
  })

  it('out ends the session in the system', async () => {
    const client = world.client()
    await client.signIn(ANN)
    await client.signOut()
    expect(await client.userId()).toBeUndefined()
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
    await client.signOut()
    expect(world.count('SignOut')).toBe(1)
  })

  it('out forgets the session although the system cannot be told, and says so', async () => {
    const client = world.client()
    await client.signIn(ANN)
    world.fate = () => 'is lost'
    await expect(client.signOut()).rejects.toMatchObject({ reason: 'UNREACHABLE' })
    expect(await client.userId()).toBeUndefined()
  })

  it('out stays so while a refresh is under way', async () => {
    const sessions = memorySessions()
    const client = world.client({ sessions })
    await client.signIn(ANN)
    world.expire()
    let out: Promise<void> | undefined
    world.fate = method => {
      if (method === 'RefreshToken') out ??= sessions.write(undefined)
      return 'arrives'
    }
    await expect(client.auth.getMe({})).rejects.toMatchObject({ code: 'unauthenticated' })
    await out
    expect(await client.userId()).toBeUndefined()
  })
})

describe('a place for sessions that fails', () => {
  it('fails the call, and the next one that can write goes on with the same successor', async () => {
    const sessions = memorySessions()
    let isFull = false
    const write: typeof sessions.write = async session => {
      if (isFull) throw new Error('the disk is full')
      await sessions.write(session)
    }
    const client = world.client({ sessions: { ...sessions, write } })
    await client.signIn(ANN)
    for (let i = 0; i < 3; i++) {
      world.expire()
      isFull = true
      await expect(client.auth.getMe({})).rejects.toThrow('the disk is full')
      isFull = false
      await client.auth.getMe({})
    }
  })
})
