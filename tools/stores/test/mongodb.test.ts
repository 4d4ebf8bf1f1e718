import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mongodbPlace, type Place } from '../src/place/place.ts'
import { NEWER, OLDER } from './fixtures/things.ts'
import { type Command, run, start } from './run.ts'
import { insert, keptIn, numbered } from './stored.ts'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())

const COPY = 'test/fixtures/copy.ts'
const MIGRATE = 'test/fixtures/migrate.ts'
const MANY = 3_000

let folder: string
const commands: Command[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-stores-'))
})
afterEach(async () => {
  for (const command of commands.splice(0)) {
    command.kill('SIGKILL')
    await command.ended
  }
  await rm(folder, { recursive: true, force: true })
})
function starting(program: string, args: readonly string[]): Command {
  const command = start(program, args)
  commands.push(command)
  return command
}

describe.skipIf(mongo.missing)(`with ${mongo.name}`, { timeout: 120_000 }, () => {
  let url: string
  let there: Place
  beforeEach(() => {
    url = mongo.newUrl()
    there = mongodbPlace(url, 'the test')
  })
  afterEach(() => mongo.drop(url))

  it('a copy is stopped, killed, gone on with, and is what its source is', async () => {
    await insert(folder, OLDER, 'left', numbered(MANY))
    await insert(folder, OLDER, 'right', numbered(3))
    const there = ['--from', `sqlite:${folder}`, '--to', url]
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      const command = starting(COPY, there)
      await command.saying('let no service run on it')
      command.kill(signal)
      expect(await command.ended).toBe(signal === 'SIGINT' ? 130 : 'SIGKILL')
    }
    const last = await run(COPY, there)
    expect(last.code, last.said).toBe(0)
    expect(last.said).toContain('left things: both sides 3,000 documents')
    expect(last.said).toContain(
      `with MONGODB_URL set to the address given as --to: npm start -- --data ${folder}`,
    )
  })

  it('a copy back to files holds the same', async () => {
    await insert(there, OLDER, 'left', numbered(450))
    await insert(there, OLDER, 'right', {})
    const { code, said } = await run(COPY, ['--from', url, '--to', `sqlite:${folder}`])
    expect(code, said).toBe(0)
    expect(await keptIn(folder, OLDER, 'left')).toEqual(await keptIn(there, OLDER, 'left'))
    expect(said).toMatch(new RegExp(`with MONGODB_URL not set: npm start -- --data ${folder}$`))
  })

  it('a copy is refused by a MongoDB that holds other documents', async () => {
    await insert(folder, OLDER, 'left', numbered(3))
    await insert(folder, OLDER, 'right', {})
    await insert(there, OLDER, 'right', numbered(1))
    const { code, said } = await run(COPY, ['--from', `sqlite:${folder}`, '--to', url])
    expect(code).toBe(1)
    expect(said).toMatch(
      /^copy-store: mongodb:\/\/\S+ holds other documents than this copy's \(in right things\)/,
    )
  })

  it('documents are migrated, stopped and gone on with', async () => {
    await insert(there, OLDER, 'left', numbered(500))
    await insert(there, OLDER, 'right', {})
    const env = { MONGODB_URL: url }
    const command = start(MIGRATE, [], env)
    commands.push(command)
    await command.saying('Migrating')
    command.kill('SIGINT')
    expect(await command.ended).toBe(130)
    const second = await run(MIGRATE, [], env)
    expect(second.code, second.said).toBe(0)
    const kept = await keptIn(there, NEWER, 'left')
    expect(kept).toHaveLength(500)
    for (const { rev, version } of kept) expect([rev, version]).toEqual([2, 2])
  })
})

it('an address that is refused is not shown', async () => {
  await insert(folder, OLDER, 'left', numbered(3))
  await insert(folder, OLDER, 'right', {})
  for (const wrong of ['h:99999/x', 'h/a b', 'h/x?password=s3cret', '/x', 'h@/x']) {
    const { code, said } = await run(COPY, [
      '--from',
      `sqlite:${folder}`,
      '--to',
      `mongodb://ann:s3cret@${wrong}`,
    ])
    expect(code).toBe(1)
    expect(said).toMatch(/^copy-store: \S.*$/)
    expect(said).not.toContain('s3cret')
  }
})

it('waiting for a MongoDB that is not there ends at Ctrl-C, and says so', async () => {
  await insert(folder, OLDER, 'left', numbered(3))
  await insert(folder, OLDER, 'right', {})
  const url = 'mongodb://ann:s3cret@127.0.0.1:1/rewards'
  const command = starting(COPY, ['--from', `sqlite:${folder}`, '--to', url])
  await command.saying('MongoDB at 127.0.0.1:1 does not answer; waiting for it')
  command.kill('SIGINT')
  expect(await command.ended).toBe(130)
  expect(command.said.at(-1)).toBe('copy-store: stopped before mongodb://127.0.0.1:1/rewards answered')
  expect(command.said.join('\n')).not.toContain('s3cret')
})
