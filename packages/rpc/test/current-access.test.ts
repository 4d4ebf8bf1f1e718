import { type AccessModel, EMPTY_MODEL, type Holdings, holdingOnly } from '@rewards/access'
import { afterEach, describe, expect, test } from 'vitest'
import { CurrentAccess, type CurrentAccessOptions } from '../src/index.ts'
import { quiet } from './quiet.ts'

const role = (...permissions: string[]): AccessModel => ({
  ...EMPTY_MODEL,
  roles: { rol_a: { permissions, includes: [] } },
})
const holder = holdingOnly('USER', 'rol_a')

let current: CurrentAccess | undefined
afterEach(() => current?.stop())

function reading(
  source: CurrentAccessOptions['source'],
  options: Partial<CurrentAccessOptions> = {},
): CurrentAccess {
  current = new CurrentAccess({ source, logger: quiet, everyMs: 10, ...options })
  return current
}

const scopeOf = async (holdings: Holdings, permission: string) =>
  (await current?.for(holdings))?.scopeOf(holdings, permission, 0)

describe('roles and groups', () => {
  test('are read before they are first gone by', async () => {
    reading(async () => role('event.write'), { everyMs: 60_000 })
    expect(await scopeOf(holder, 'event.write')).toBe('everywhere')
  })

  test('are not waited for where built-in roles alone count', async () => {
    reading(() => new Promise(() => undefined))
    expect(await current?.for(holdingOnly('ADMIN'))).toBeUndefined()
  })

  test('cannot be told until they were read once, and then they are', async () => {
    let isThere = false
    reading(async () => (isThere ? role('event.write') : Promise.reject(new Error('auth is down'))))
    const error = { kind: 'unavailable', reason: 'ACCESS_UNKNOWN' }
    await expect(current?.for(holder)).rejects.toMatchObject(error)
    isThere = true
    expect(await scopeOf(holder, 'event.write')).toBe('everywhere')
  })

  test('stay what they were while they cannot be read', async () => {
    let reads = 0
    reading(async () => (++reads === 1 ? role('event.write') : Promise.reject(new Error('auth is down'))))
    await current?.renew()
    await current?.renew()
    expect(reads).toBeGreaterThan(1)
    expect(await scopeOf(holder, 'event.write')).toBe('everywhere')
  })

  test('are read again and again, and what is the same is not sent again', async () => {
    const models = [role('event.write'), undefined, role('claim.read')]
    reading(async () => models.shift())
    await expect.poll(() => scopeOf(holder, 'claim.read')).toBe('everywhere')
    expect(await scopeOf(holder, 'event.write')).toEqual(new Set())
  })

  test('are read at once after a hint', async () => {
    const models = [role('event.write'), role('claim.read')]
    let hint: () => void = () => undefined
    const onHint = (listener: () => void) => {
      hint = listener
      return () => undefined
    }
    reading(async () => models.shift(), { everyMs: 60_000, onHint })
    expect(await scopeOf(holder, 'event.write')).toBe('everywhere')
    hint()
    await expect.poll(() => scopeOf(holder, 'claim.read')).toBe('everywhere')
  })

  test('are given up for this time by a source that is silent', async () => {
    let reads = 0
    const source = (signal: AbortSignal) => {
      reads += 1
      return new Promise<undefined>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      )
    }
    reading(source, { withinMs: 20 })
    await expect(current?.for(holder)).rejects.toMatchObject({ reason: 'ACCESS_UNKNOWN' })
    await expect.poll(() => reads).toBeGreaterThan(1)
  })
})
