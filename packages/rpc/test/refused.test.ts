import { RewardsError } from '@rewards/errors'
import { describe, expect, test } from 'vitest'
import type { RefusedCall } from '../src/index.ts'
import { goodToken, key, runEcho } from './echo-server.ts'
import { token } from './tokens.ts'

const player = { token: await token({ key, claims: { sub: 'usr_player', roles: ['USER'] } }) }

/** An echo server, and what it told of refused calls. */
async function watched(handlers: Parameters<typeof runEcho>[0] = {}) {
  const refused: RefusedCall[] = []
  const echo = await runEcho(handlers, { onRefused: call => void refused.push(call) })
  return { echo, refused, told: () => refused.map(({ method, caller }) => [method, caller?.userId]) }
}

describe('calls that are told as refused', () => {
  test('a known caller without the permission, with the method and the time', async () => {
    const { echo, refused, told } = await watched()
    await using _ = echo
    await expect(echo.client.write({}, player)).rejects.toMatchObject({ kind: 'permission_denied' })
    expect(told()).toEqual([['rewards.test.v1.EchoService/Write', 'usr_player']])
    expect(refused[0]?.receivedAtMs).toBeGreaterThan(Date.now() - 60_000)
  })

  test('a known caller whom the handler itself refuses', async () => {
    const read = () => Promise.reject(new RewardsError('permission_denied', 'PERMISSION_DENIED', 'not yours'))
    const { echo, told } = await watched({ read })
    await using _ = echo
    await expect(echo.client.read({}, player)).rejects.toMatchObject({ kind: 'permission_denied' })
    expect(told()).toEqual([['rewards.test.v1.EchoService/Read', 'usr_player']])
  })

  test('who has no token, or a bad one, and asks for what needs a permission', async () => {
    const { echo, told } = await watched()
    await using _ = echo
    await expect(echo.client.write({})).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(echo.client.write({}, { token: 'x' })).rejects.toMatchObject({ kind: 'unauthenticated' })
    expect(told()).toEqual([
      ['rewards.test.v1.EchoService/Write', undefined],
      ['rewards.test.v1.EchoService/Write', undefined],
    ])
  })

  test('not: who has no token where any token will do, nor a call that fails for another reason', async () => {
    const write = () => Promise.reject(new RewardsError('not_found', 'NOT_FOUND', 'there is none'))
    const { echo, told } = await watched({ write })
    await using _ = echo
    await expect(echo.client.read({})).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(echo.client.write({}, { token: goodToken })).rejects.toMatchObject({ kind: 'not_found' })
    expect(told()).toEqual([])
  })
})
