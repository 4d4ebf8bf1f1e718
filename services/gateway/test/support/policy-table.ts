import {
  create,
  type DescMethod,
  type DescService,
  fromBinary,
  getOption,
  toBinary,
} from '@bufbuild/protobuf'
import { anyUnpack } from '@bufbuild/protobuf/wkt'
import { Client, credentials, Metadata, type StatusObject, status } from '@grpc/grpc-js'
import { type BuiltInRole, ROLES } from '@rewards/access'
import { ErrorInfoSchema, StatusSchema } from '@rewards/contracts/google'
import { policy } from '@rewards/contracts/policy'
import { pathOf, permissionsOf } from '@rewards/rpc'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** What the table is run against. */
export interface Door {
  /** `host:port` of something that speaks gRPC: the gateway, or a service's own port. */
  readonly address: string
  /** A token that it accepts, of a caller with these roles. */
  readonly tokenOf: (roles: readonly BuiltInRole[]) => Promise<string>
  /** Where known: the calls that came through, by path; read and emptied by each row. */
  readonly reached?: { readonly path: string }[]
}

/** How a call ended, and the machine-readable reason. */
export interface Outcome {
  readonly code: status
  readonly reason: string | undefined
}

type Answer = 'passes' | 'TOKEN_MISSING' | 'PERMISSION_DENIED'

/** What the contract says, read anew and not by the code under test. */
function expected(method: DescMethod, role: BuiltInRole | undefined): Answer {
  const { rule } = getOption(method, policy)
  if (rule.case === 'public') return 'passes'
  if (role === undefined) return 'TOKEN_MISSING'
  if (rule.case === 'authenticated') return 'passes'
  return permissionsOf([role]).has(String(rule.value)) ? 'passes' : 'PERMISSION_DENIED'
}

const CODE_OF = { TOKEN_MISSING: status.UNAUTHENTICATED, PERMISSION_DENIED: status.PERMISSION_DENIED }

/**
 * One test per method of the services: without a token and with each role, an empty request is refused or passes as
 * the contract says. What passes may still fail for other reasons, such as the empty request.
 */
export function describePolicyTable(
  name: string,
  services: readonly DescService[],
  open: () => Promise<Door & AsyncDisposable>,
): void {
  describe(`the policy of every method, at ${name}`, () => {
    let door: Door & AsyncDisposable
    let client: Client
    const tokens = new Map<BuiltInRole | undefined, string | undefined>()

    beforeAll(async () => {
      door = await open()
      client = new Client(door.address, credentials.createInsecure())
      for (const role of ROLES) tokens.set(role, await door.tokenOf([role]))
    })
    afterAll(async () => {
      client.close()
      await door[Symbol.asyncDispose]()
    })

    const methods = services.flatMap(service => service.methods)
    test.each(methods.map(method => [pathOf(method), method] as const))('%s', async (path, method) => {
      for (const role of [undefined, ...ROLES]) {
        door.reached?.splice(0)
        const { code, reason } = await callOnce(client, method, tokens.get(role))
        const answer = expected(method, role)
        const row = `${path} as ${role ?? 'nobody'}`
        if (answer !== 'passes')
          expect({ row, code, reason }).toEqual({ row, code: CODE_OF[answer], reason: answer })
        else expect(['TOKEN_MISSING', 'PERMISSION_DENIED'], row).not.toContain(reason)
        if (door.reached)
          expect(
            door.reached.some(call => call.path === path),
            row,
          ).toBe(answer === 'passes')
      }
    })
  })
}

/** Makes one call with a request that has these fields, of whatever kind of method, and says how it ended; leaves a stream after its first message. */
export function callOnce(
  client: Client,
  method: DescMethod,
  token: string | undefined,
  fields: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const metadata = new Metadata()
  if (token !== undefined) metadata.set('authorization', `Bearer ${token}`)
  const same = (bytes: Buffer) => bytes
  const request = Buffer.from(toBinary(method.input, create(method.input, fields)))
  const call = client.makeServerStreamRequest(pathOf(method), same, same, request, metadata, {
    deadline: Date.now() + 10_000,
  })
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  call.on('error', () => undefined) // the status says the same
  call.on('status', (end: StatusObject) => resolve({ code: end.code, reason: reasonOf(end) }))
  call.once('data', () => method.methodKind !== 'unary' && call.cancel())
  return promise
}

function reasonOf({ metadata }: StatusObject): string | undefined {
  const [bytes] = metadata.get('grpc-status-details-bin')
  if (!Buffer.isBuffer(bytes)) return undefined
  const details = fromBinary(StatusSchema, bytes).details.map(detail => anyUnpack(detail, ErrorInfoSchema))
  return details.find(detail => detail !== undefined)?.reason
}
