import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseArguments } from '../src/migrate/arguments.ts'
import { SERVICES } from '../src/services.ts'
import { NEWER, OLDER, type Thing } from './fixtures/things.ts'
import { type Command, run, start } from './run.ts'
import { insert, keptIn, numbered, openThings } from './stored.ts'

const PROGRAM = 'test/fixtures/migrate.ts'
const MANY = 1_500

let folder: string
const commands: Command[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-migrate-'))
})
afterEach(async () => {
  for (const command of commands.splice(0)) {
    command.kill('SIGKILL')
    await command.ended
  }
  await rm(folder, { recursive: true, force: true })
})

const migrate = () => run(PROGRAM, ['--data', folder])
function startMigration(): Command {
  const command = start(PROGRAM, ['--data', folder])
  commands.push(command)
  return command
}

/** Every document was written once at its insertion and once by a migration. */
async function expectAllMigratedOnce(count: number): Promise<void> {
  const kept = await keptIn(folder, NEWER, 'left')
  expect(kept).toHaveLength(count)
  for (const { id, rev, version, value } of kept)
    expect({ rev, version, value }).toEqual({ rev: 2, version: 2, value: { counts: [Number(id.slice(6))] } })
}

describe('npm run migrate', () => {
  it('migrates the documents of every service, and has nothing to do when they are', async () => {
    await insert(folder, OLDER, 'left', numbered(250))
    await insert(folder, OLDER, 'right', { thing_9: { count: 9 } })
    const first = await migrate()
    expect(first.code).toBe(0)
    expect(first.said).toContain('left things: 250 documents, 250 brought to version 2\n')
    expect(first.said).toContain('right things: 1 document, 1 brought to version 2\n')
    expect(first.said).toMatch(
      /Done, 251 migrated: every document is of the version that this program writes\.$/,
    )
    await expectAllMigratedOnce(250)
    const second = await migrate()
    expect(second.code).toBe(0)
    expect(second.said).toContain('left things: 250 documents, of version 2: nothing to do\n')
    expect(second.said).toMatch(/Nothing to do: every document is of the version that this program writes\.$/)
    await expectAllMigratedOnce(250)
  })

  it('is stopped by Ctrl-C, says so, and goes on where it was', async () => {
    await insert(folder, OLDER, 'left', numbered(MANY))
    const first = startMigration()
    await first.saying('Migrating')
    first.kill('SIGINT')
    first.kill('SIGINT')
    expect(await first.ended).toBe(130)
    expect(first.said.at(-1)).toMatch(/^Stopped, [\d,]+ migrated\. The same command goes on from here\.$/)
    const migratedFirst = (await keptIn(folder, NEWER, 'left')).filter(({ version }) => version === 2).length
    expect(migratedFirst).toBeLessThan(MANY)
    const second = await migrate()
    expect(second.code).toBe(0)
    expect(second.said).toContain(
      `left things: 1,500 documents, ${(MANY - migratedFirst).toLocaleString('en-US')} brought`,
    )
    await expectAllMigratedOnce(MANY)
  })

  it('killed in the middle, it leaves whole documents, and the next run brings on the rest', async () => {
    await insert(folder, OLDER, 'left', numbered(MANY))
    for (const _ of [1, 2, 3]) {
      const killed = startMigration()
      await killed.saying('Migrating')
      await new Promise(resolve => setTimeout(resolve, 150))
      killed.kill('SIGKILL')
      expect(await killed.ended).toBe('SIGKILL')
      for (const { version, value } of await keptIn(folder, NEWER, 'left'))
        expect(Object.keys(value)).toEqual([version === 2 ? 'counts' : 'count'])
    }
    expect((await migrate()).code).toBe(0)
    await expectAllMigratedOnce(MANY)
  })

  it('goes on beside a service that writes, and neither loses what the other wrote', async () => {
    await insert(folder, OLDER, 'left', numbered(400))
    await using opened = await openThings(folder, NEWER, 'left')
    const migration = startMigration()
    let over = false
    void migration.ended.then(() => {
      over = true
    })
    let written = 0
    for (; !over; written += 1) {
      const change = (thing: Thing | undefined) => ({ counts: [...(thing?.counts ?? []), 1] })
      await opened.things.update(`thing_${written % 400}`, change)
    }
    expect(await migration.ended).toBe(0)
    const kept = await keptIn(folder, NEWER, 'left')
    expect(kept.every(({ version }) => version === 2)).toBe(true)
    const counts = kept.map(({ value }) => (value as Thing).counts?.length ?? 0)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(400 + written)
    expect(written).toBeGreaterThan(0)
  })

  it('names a document that it cannot migrate, brings the others on, and fails', async () => {
    await insert(folder, OLDER, 'right', { ...numbered(50), thing_bad: {} })
    const { code, said } = await migrate()
    expect(code).toBe(1)
    expect(said).toContain('right things: thing_bad cannot be brought to version 2: it has no count\n')
    expect(said).toContain('right things: 51 documents, 50 brought to version 2, 1 left as they are\n')
    expect(said).toMatch(/50 migrated; 1 could not be and are as they were\./)
    expect((await keptIn(folder, NEWER, 'right')).filter(({ version }) => version === 2)).toHaveLength(50)
    expect((await migrate()).code).toBe(1)
  })

  it('names no more than twenty of them', async () => {
    const bad = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`thing_${n}`, {}]))
    await insert(folder, OLDER, 'left', bad)
    await insert(folder, OLDER, 'right', {})
    const { said } = await migrate()
    expect(said.match(/cannot be brought/g)).toHaveLength(20)
    expect(said).toContain('left things: and more, which are not named\n')
    expect(said).toContain('0 migrated; 30 could not be')
  })
})

describe('its arguments', () => {
  const parse = (argv: string[], env = {}) => parseArguments(argv, env, SERVICES)

  it('name the data folder, or the environment a MongoDB', () => {
    expect(parse([])).toMatchObject({ place: { kind: 'sqlite', folder: join(process.cwd(), '.data') } })
    expect(parse(['--data', '/x'])).toMatchObject({ place: { folder: '/x', name: 'sqlite:/x' } })
    const url = 'mongodb://ann:secret@one:1,two:2/live?authSource=admin'
    expect(parse([], { MONGODB_URL: url })).toMatchObject({
      place: { kind: 'mongodb', url, name: 'mongodb://one:1,two:2/live' },
    })
    expect(parse([], { MONGODB_URL: 'mongodb://one' })).toMatchObject({
      place: { name: 'mongodb://one/rewards' },
    })
  })

  it('may choose one service', () => {
    expect(parse(['--service', 'event'])).toMatchObject({ services: { event: SERVICES.event } })
    expect(Object.keys((parse([]) as { services: object }).services)).toEqual([
      'auth',
      'condition',
      'event',
      'reward',
    ])
  })

  it('are refused by a sentence that shows no secret', () => {
    const refused: [string[], object, string][] = [
      [
        ['--service', 'gateway'],
        {},
        '--service is "gateway"; allowed is one of auth, condition, event, reward',
      ],
      [['--service', 'constructor'], {}, '--service is "constructor"; allowed is one of'],
      [['--data', ''], {}, '--data is empty; allowed is the path of a folder'],
      [['--data'], {}, "Option '--data <value>' argument missing; --help names the options"],
      [['--colour'], {}, "Unknown option '--colour'; --help names the options"],
      [['mongodb://u:secret@h'], {}, 'there is an argument without an option; --help names the options'],
      [['--data', 'x'], { MONGODB_URL: 'mongodb://u:secret@h' }, '--data and MONGODB_URL are both given'],
      [
        [],
        { MONGODB_URL: 'http://u:secret@h' },
        'MONGODB_URL is malformed (its value is not shown); allowed is',
      ],
    ]
    for (const [argv, env, message] of refused) {
      expect(() => parse(argv, env)).toThrow(message)
      expect(() => parse(argv, env)).not.toThrow('secret')
    }
  })

  it('are told of by --help', async () => {
    const { code, said } = await run('src/migrate/main.ts', ['--help'])
    expect(code).toBe(0)
    for (const word of ['--data', '--service', 'MONGODB_URL', 'Exit code']) expect(said).toContain(word)
  })

  it('that lead to no store make it end with a sentence', async () => {
    const { code, said } = await run('src/migrate/main.ts', ['--data', join(folder, 'nothing')])
    expect([code, said]).toEqual([
      1,
      `migrate: there is no store of auth in ${folder}/nothing (auth.sqlite is missing); is it the right folder?`,
    ])
  })
})
