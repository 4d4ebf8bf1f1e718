import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { breaking } from '../src/contracts/breaking.ts'
import { drift } from '../src/contracts/drift.ts'
import { buildImage, landedPath } from '../src/contracts/image.ts'
import { landContracts } from '../src/contracts/land.ts'
import { methodProblems, methods } from '../src/contracts/methods.ts'
import { openApi } from '../src/contracts/openapi.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const CLAIM_SERVICE = 'proto/rewards/event/v1/claim_service.proto'

let root: string

/** A copy of the contracts, landed as they are. */
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'rewards-contracts-'))
  for (const name of [
    'proto',
    'buf.yaml',
    'buf.gen.yaml',
    'packages/contracts/src',
    'packages/contracts/openapi',
  ])
    cpSync(join(ROOT, name), join(root, name), { recursive: true })
  symlinkSync(join(ROOT, 'packages/contracts/node_modules'), join(root, 'packages/contracts/node_modules'))
  rmSync(landedPath(root), { force: true })
  await landContracts(root)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function edit(name: string, from: string | RegExp, to: string): void {
  const before = readFileSync(join(root, name), 'utf8')
  const after = before.replace(from, to)
  if (after === before) throw new Error(`${name} has no ${String(from)}`)
  writeFileSync(join(root, name), after)
}

it('passes, and lands, what is as it was or has something more', async () => {
  expect(await breaking.run(root)).toEqual({ problems: [] })
  const before = readFileSync(landedPath(root))
  edit(
    CLAIM_SERVICE,
    /(message ClaimRewardRequest \{)/,
    '$1\n  // What the caller notes, for nobody else.\n  string note = 90;\n',
  )
  expect(await breaking.run(root)).toEqual({ problems: [] })
  await landContracts(root)
  expect(readFileSync(landedPath(root)).equals(before)).toBe(false)
})

it('refuses a renamed field, as a check and as a landing', async () => {
  const before = readFileSync(landedPath(root))
  edit(CLAIM_SERVICE, 'string idempotency_key =', 'string retry_key =')
  const { problems } = await breaking.run(root)
  expect(problems.join('\n')).toMatch(/Field "\d+".*changed.*"idempotency_key" to "retry_key"/)
  await expect(landContracts(root)).rejects.toThrow(
    'the contracts break what was landed; nothing was changed',
  )
  expect(readFileSync(landedPath(root)).equals(before)).toBe(true)
})

it('refuses a method that is gone, and contracts that do not compile', async () => {
  edit(CLAIM_SERVICE, /rpc WatchClaim\b/, 'rpc FollowClaim')
  expect((await breaking.run(root)).problems.join('\n')).toContain('WatchClaim')
  edit(CLAIM_SERVICE, 'message ClaimRewardRequest', 'massage ClaimRewardRequest')
  expect((await breaking.run(root)).problems.join('\n')).toContain('do not compile')
  await expect(landContracts(root)).rejects.toThrow('do not compile')
})

it('misses an image that nobody landed', async () => {
  rmSync(landedPath(root))
  expect((await breaking.run(root)).problems).toEqual([
    'proto/landed.binpb is missing; npm run contracts:land makes it',
  ])
})

it('sees generated code that was edited, is missing or is not generated any more', async () => {
  expect(await drift.run(root)).toEqual({ problems: [] })
  const folder = 'packages/contracts/src/gen/rewards/event/v1'
  edit(`${folder}/claim_pb.ts`, 'export', '// by hand\nexport')
  rmSync(join(root, folder, 'event_pb.ts'))
  writeFileSync(join(root, folder, 'more_pb.ts'), '')
  edit('packages/contracts/openapi/openapi.json', '"Rewards"', '"Awards"')
  const { problems } = await drift.run(root)
  expect(new Set(problems.slice(0, -1))).toEqual(
    new Set([
      ...['claim_pb.ts', 'event_pb.ts', 'more_pb.ts'].map(file => `${folder}/${file}`),
      'packages/contracts/openapi/openapi.json',
    ]),
  )
  expect(problems.at(-1)).toBe('are not what the contracts give; run npm run contracts:generate')
}, 90_000)

it('sees a method that does not say who may call it, or whether it may be repeated', async () => {
  expect(await methods.run(root)).toEqual({ problems: [] })
  edit(CLAIM_SERVICE, /option idempotency_level = \w+;/, '')
  edit(
    CLAIM_SERVICE,
    /option \(rewards\.policy\.v1\.policy\) = \{[^}]*\};|option \(rewards\.policy\.v1\.policy\)\.\w+ = [^;]+;/,
    '',
  )
  expect((await methods.run(root)).problems).toEqual([
    'rewards.event.v1.ClaimService.ClaimReward does not say whether it may be repeated (idempotency_level)',
    'rewards.event.v1.ClaimService.ClaimReward does not say who may call it (rewards.policy.v1.policy)',
  ])
})

it('sees a service that no process serves', async () => {
  const problems = methodProblems(await buildImage(root), new Set())
  expect(problems).toContain('rewards.event.v1.ClaimService is served by no process (servicesOf)')
})

it('sees an OpenAPI document that others would stumble over', async () => {
  expect(await openApi.run(root)).toEqual({ problems: [] })
  edit(
    'packages/contracts/openapi/openapi.json',
    '#/components/schemas/rewards.event.v1.Claim"',
    '#/nowhere"',
  )
  const { problems } = await openApi.run(root)
  expect(problems.join('\n')).toContain("Can't resolve $ref")
})
