import type { DescMethod } from '@bufbuild/protobuf'
import { Client, credentials, status } from '@grpc/grpc-js'
import { expect, test } from 'vitest'
import { testKey, unary } from './support/fake-backend.ts'
import { callOnce } from './support/policy-table.ts'
import { compileProbe } from './support/probe.ts'
import { runProbed } from './support/running.ts'
import { tokenFrom } from './support/tokens.ts'

/** The proto as tomorrow's edit leaves it. */
function withAnotherRpc(proto: string): string {
  const rpc = `
  rpc Multiply(MultiplyRequest) returns (MultiplyResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (rewards.policy.v1.policy) = {permission: "event.write"};
  }
}`
  const messages = `
message MultiplyRequest {
  int64 a = 1;
  int64 b = 2;
}
message MultiplyResponse {
  int64 product = 1;
}`
  return proto.replace('\n}\n', `${rpc}\n`) + messages
}

test('an RPC that is added to a proto is served, guarded and forwarded by its descriptor alone', async () => {
  const service = await compileProbe(withAnotherRpc)
  const path = '/rewards.probe.v1.ProbeService/Multiply'
  const multiply = unary(({ a, b }: { a: bigint; b: bigint }) => ({ product: a * b }))
  await using gateway = await runProbed({ [path]: multiply }, {}, {}, service)
  const call = (token: string) =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"a": "6000000000", "b": 7}',
    })
  const operator = await call(await tokenFrom(testKey, { roles: ['OPERATOR'] }))
  expect(await operator.json()).toEqual({ product: '42000000000' })
  expect((await call(await tokenFrom(testKey))).status).toBe(403)

  const [method] = service.methods.filter(({ name }) => name === 'Multiply') as [DescMethod]
  const client = new Client(`127.0.0.1:${gateway.port}`, credentials.createInsecure())
  const outcome = await callOnce(client, method, await tokenFrom(testKey, { roles: ['OPERATOR'] }))
  client.close()
  expect(outcome.code).toBe(status.OK)
})

test('a method for processes of the system alone is no method here, whoever calls', async () => {
  const inside = (proto: string) =>
    withAnotherRpc(proto).replace('{permission: "event.write"}', '{inside: true}')
  const path = '/rewards.probe.v1.ProbeService/Multiply'
  await using gateway = await runProbed({}, {}, {}, await compileProbe(inside))
  const token = await tokenFrom(testKey, { roles: ['ADMIN', 'SERVICE'] })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const { status: refused } = await fetch(gateway.url + path, { method: 'POST', headers, body: '{}' })
  expect(refused).toBe(404)
  expect(gateway.event.reached).toEqual([])
})

test('a method without a policy keeps the gateway from starting', async () => {
  const naked = (proto: string) => proto.replace('option (rewards.policy.v1.policy) = {public: true};', '')
  const service = await compileProbe(naked)
  await expect(runProbed({}, {}, {}, service)).rejects.toThrow('ProbeService.Open has no policy')
})
