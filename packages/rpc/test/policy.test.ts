import type { DescMethod } from '@bufbuild/protobuf'
import { BUILT_IN_ROLES, ROLES } from '@rewards/access'
import { servicesOf } from '@rewards/contracts/services'
import { RewardsError } from '@rewards/errors'
import { describe, expect, test } from 'vitest'
import {
  authorize,
  type Caller,
  callerOf,
  createServer,
  implement,
  PERMISSIONS,
  permissionsOf,
  requirePolicies,
} from '../src/index.ts'
import { verifier } from './echo-server.ts'
import {
  EchoService,
  InsideService,
  LeavingService,
  MistypedService,
  NegatedService,
  ScopedService,
  ScopelessService,
  UnpolicedService,
  UploadService,
} from './echo-service.ts'
import { quiet } from './quiet.ts'

const { open, read, put, watch, write } = EchoService.method
const [forgotten] = UnpolicedService.methods as [DescMethod]
const [inside] = InsideService.methods as [DescMethod]
const [scoped] = ScopedService.methods as [DescMethod]
const [leave] = LeavingService.methods as [DescMethod]
const [negated] = NegatedService.methods as [DescMethod]

function callerWith(...roles: string[]): Caller {
  return callerOf({ userId: 'usr_ann', roles, expiresAtMs: Infinity }, 't')
}

/** Somebody who may write events within these groups, and nothing anywhere else. */
function callerWithin(...groups: string[]): Caller {
  return { ...callerWith('USER'), scopeOf: () => new Set(groups) }
}

/** Somebody whose account may only read. */
function reader(...roles: string[]): Caller {
  return { ...callerWith(...roles), readOnlyAs: 'SUSPENDED' }
}

describe('authorize', () => {
  const anonymous = undefined
  const DENIED = 'permission_denied PERMISSION_DENIED'
  const READ_ONLY = 'permission_denied ACCOUNT_READ_ONLY'
  test.each<[string, DescMethod, Caller | undefined, string | undefined]>([
    ['a public method lets anybody in', open, anonymous, undefined],
    ['a method of the inside lets a process in that has no token', inside, anonymous, undefined],
    ['a public method lets a caller in', open, callerWith('USER'), undefined],
    ['an authenticated method refuses anonymous calls', read, anonymous, 'unauthenticated TOKEN_MISSING'],
    ['an authenticated method needs no role', read, callerWith(), undefined],
    ['a permission refuses anonymous calls', write, anonymous, 'unauthenticated TOKEN_MISSING'],
    ['a permission refuses a role without it', write, callerWith('USER'), DENIED],
    ['a permission refuses a role unknown here', write, callerWith('WIZARD'), DENIED],
    ['a permission lets a role with it in', write, callerWith('OPERATOR'), undefined],
    ['a permission held in a group is not held everywhere', write, callerWithin('grp_a'), DENIED],
    ['a scoped method lets in who holds the permission in a group', scoped, callerWithin('grp_a'), undefined],
    ['a scoped method lets in who holds it everywhere', scoped, callerWith('OPERATOR'), undefined],
    ['a scoped method refuses who holds it nowhere', scoped, callerWithin(), DENIED],
    ['an account that may only read reads', read, reader(), undefined],
    ['an account that may only read watches', watch, reader(), undefined],
    ['an account that may only read changes nothing', put, reader(), READ_ONLY],
    ['an account that may only read, whatever its roles', write, reader('ADMIN'), READ_ONLY],
    ['an account that may only read does what the policy lets it', leave, reader(), undefined],
    ['one of several roles is enough', write, callerWith('USER', 'AUDITOR', 'ADMIN'), undefined],
    ['no policy lets nobody in', forgotten, callerWith('ADMIN'), DENIED],
    ['public: false is not public', negated, anonymous, 'unauthenticated TOKEN_MISSING'],
  ])('%s', (_, method, caller, refusal) => {
    const error = authorize(method, caller)
    expect(error && `${error.kind} ${error.reason}`).toBe(refusal)
  })

  test('a refusal names the permission that is missing', () => {
    expect(authorize(write, callerWith('USER'))?.metadata).toEqual({ permission: 'event.write' })
  })
})

describe('a server does not start', () => {
  const handlers = {
    forgotten: async () => ({}),
    write: async () => ({}),
    open: async () => ({}),
    upload: async () => ({}),
  }
  test.each([
    ['with a method without a policy', UnpolicedService, /UnpolicedService\.Forgotten has no policy/],
    [
      'with a permission that no role carries',
      MistypedService,
      /MistypedService\.Write asks for the permission event\.wriet/,
    ],
    ['with a policy that says public: false', NegatedService, /NegatedService\.Open: public must be true/],
    ['with a scope but no permission', ScopelessService, /ScopelessService\.Open is scoped/],
    ['with a client stream', UploadService, /UploadService\.Upload is client_streaming/],
  ])('%s', (_, service, message) => {
    const services = [implement(service, handlers as never)]
    expect(() => createServer({ services, verifier, logger: quiet })).toThrow(message)
  })

  test('with a method that nobody answers', () => {
    expect(() => implement(EchoService, {} as never)).toThrow(
      'rewards.test.v1.EchoService.Open has no handler',
    )
  })
})

test('every method of the contract has a policy that can be enforced, and ADMIN may call each', () => {
  for (const service of Object.values(servicesOf).flat()) {
    expect(() => requirePolicies(service)).not.toThrow()
    for (const method of service.methods) expect(authorize(method, callerWith('ADMIN'))).toBeUndefined()
  }
})

test('USER carries no permission, SERVICE only those of a machine, and nobody but ADMIN changes accounts', () => {
  expect([...permissionsOf(['USER'])]).toEqual([])
  expect([...permissionsOf(['SERVICE'])]).toEqual(['activity.write', 'condition.evaluate', 'token.exchange'])
  expect(ROLES.filter(role => permissionsOf([role]).has('user.write'))).toEqual(['ADMIN'])
  expect(authorize(write, undefined)).toBeInstanceOf(RewardsError)
})

test('a role carries nothing that no method asks for', () => {
  const carried = Object.values(BUILT_IN_ROLES)
    .filter(each => each !== 'every permission')
    .flat()
  expect(carried.filter(permission => !PERMISSIONS.includes(permission))).toEqual([])
})
