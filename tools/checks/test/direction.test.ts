import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { direction } from '../src/direction/direction.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rewards-direction-'))
  for (const [name, text] of Object.entries(GOOD)) write(name, text)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function write(name: string, text: string): void {
  mkdirSync(dirname(join(root, name)), { recursive: true })
  writeFileSync(join(root, name), text)
}

const nothing = 'export const nothing = 0\n'

/** A small repository in which everything points inward. */
const GOOD: Readonly<Record<string, string>> = {
  'packages/errors/src/index.ts': nothing,
  'packages/rpc/src/index.ts': nothing,
  'packages/contracts/src/auth.ts': "export * from './gen/auth_pb.ts'\n",
  'packages/contracts/src/gen/auth_pb.ts': nothing,
  'packages/store/src/sqlite/open.ts':
    "import { DatabaseSync } from 'node:sqlite'\nexport { DatabaseSync }\n",
  'packages/messaging/src/index.ts': "export * from '@nats-io/jetstream'\n",
  'packages/telemetry/src/index.ts': "export * from '@opentelemetry/api'\n",
  'services/auth/src/domain/user.ts': "export * from '../../../../packages/errors/src/index.ts'\n",
  'services/auth/src/application/sign-in.ts': "export * from '../domain/user.ts'\n",
  'services/auth/src/infrastructure/grpc/handlers.ts':
    "export * from '../../application/sign-in.ts'\nexport * as auth from '../../../../../packages/contracts/src/auth.ts'\n",
  'services/auth/src/auth-service.ts': "export * from './infrastructure/grpc/handlers.ts'\n",
  'services/auth/src/main.ts': "export * from './auth-service.ts'\n",
  'services/event/src/domain/event.ts': nothing,
  'tools/demo/src/main.ts': nothing,
  'node_modules/@opentelemetry/api/package.json': '{"name":"@opentelemetry/api","main":"index.js"}',
  'node_modules/@opentelemetry/api/index.js': nothing,
  'node_modules/@nats-io/jetstream/package.json': '{"name":"@nats-io/jetstream","main":"index.js"}',
  'node_modules/@nats-io/jetstream/index.js': nothing,
  'node_modules/mongodb/package.json': '{"name":"mongodb","main":"index.js"}',
  'node_modules/mongodb/index.js': nothing,
  'node_modules/vitest/package.json': '{"name":"vitest","main":"index.js"}',
  'node_modules/vitest/index.js': nothing,
}

it('finds nothing where everything points inward', async () => {
  expect(await direction.run(root)).toEqual({ problems: [] })
})

const CONTRACTS = '../../../../packages/contracts/src/auth.ts'

/** What breaks a rule: the file, what it imports, and the rule. */
const PLANTED: readonly [file: string, imported: string, rule: string][] = [
  ['services/auth/src/domain/bad.ts', '../application/sign-in.ts', 'domain alone'],
  ['services/auth/src/domain/bad.ts', 'node:fs', 'domain alone'],
  ['services/auth/src/domain/bad.ts', CONTRACTS, 'domain alone'],
  ['services/auth/src/application/bad.ts', '../infrastructure/grpc/handlers.ts', 'application inward'],
  ['services/auth/src/application/bad.ts', '../auth-service.ts', 'application inward'],
  ['services/auth/src/application/bad.ts', '../../../../packages/rpc/src/index.ts', 'application inward'],
  ['services/auth/src/application/bad.ts', CONTRACTS, 'generated types at the edges'],
  ['services/auth/src/infrastructure/store/bad.ts', `../${CONTRACTS}`, 'generated types at the edges'],
  ['services/auth/src/infrastructure/grpc/bad.ts', '../../auth-service.ts', 'infrastructure inward'],
  ['services/auth/src/application/bad.ts', '../../../event/src/domain/event.ts', 'services apart'],
  ['services/auth/src/infrastructure/store/bad.ts', 'node:sqlite', 'sqlite in its folder'],
  ['packages/store/src/bad.ts', 'node:sqlite', 'sqlite in its folder'],
  ['services/auth/src/infrastructure/store/bad.ts', 'mongodb', 'mongodb in its folder'],
  ['services/auth/src/infrastructure/nats/bad.ts', '@nats-io/jetstream', 'nats in its package'],
  ['packages/rpc/src/bad.ts', '@opentelemetry/api', 'telemetry in its package'],
  ['services/auth/src/infrastructure/store/bad.ts', '@opentelemetry/api', 'telemetry in its package'],
  ['services/auth/src/bad.ts', '../../../packages/contracts/src/gen/auth_pb.ts', 'generated code by name'],
  ['packages/rpc/src/bad.ts', '../../../services/event/src/domain/event.ts', 'packages below services'],
  ['services/auth/src/bad.ts', '../../../tools/demo/src/start.ts', 'packages below'],
  ['services/auth/src/bad.ts', './main.ts', 'main is the end'],
  ['services/auth/src/bad.ts', 'vitest', 'no tests in the program'],
  ['services/auth/src/bad.ts', './nowhere.ts', 'resolvable'],
]
for (const [file, imported, rule] of PLANTED)
  it(`sees "${rule}" broken by ${imported} in ${file}`, async () => {
    write('tools/demo/src/start.ts', nothing)
    write(file, `import '${imported}'\n`)
    const { problems } = await direction.run(root)
    expect(problems.filter(problem => problem.includes(`(${rule}:`))).toHaveLength(1)
    expect(problems[0]).toMatch(new RegExp(`^${file} → `))
  })

it('sees what is imported for its type alone', async () => {
  write(
    'services/auth/src/domain/bad.ts',
    "import type { nothing } from '../application/sign-in.ts'\nexport type N = typeof nothing\n",
  )
  expect((await direction.run(root)).problems).toHaveLength(1)
})

it('sees a cycle, but lets two files know the types of each other', async () => {
  write('services/event/src/domain/a.ts', "import { b } from './b.ts'\nexport const a = (): unknown => b\n")
  write('services/event/src/domain/b.ts', "import { a } from './a.ts'\nexport const b = (): unknown => a\n")
  expect((await direction.run(root)).problems[0]).toContain('(no cycles:')
  write(
    'services/event/src/domain/b.ts',
    "import type { a } from './a.ts'\nexport const b = 0 as unknown as typeof a\n",
  )
  expect((await direction.run(root)).problems).toEqual([])
})
