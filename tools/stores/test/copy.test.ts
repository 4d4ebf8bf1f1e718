import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeDataFolder } from '@rewards/launcher'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseArguments } from '../src/copy/arguments.ts'
import { NEWER, OLDER } from './fixtures/things.ts'
import { type Command, run, start } from './run.ts'
import { insert, keptIn, numbered, openThings } from './stored.ts'

const PROGRAM = 'test/fixtures/copy.ts'

let folder: string
let from: string
let to: string
const commands: Command[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-copy-'))
  from = join(folder, 'from')
  to = join(folder, 'to')
})
afterEach(async () => {
  for (const command of commands.splice(0)) {
    command.kill('SIGKILL')
    await command.ended
  }
  await rm(folder, { recursive: true, force: true })
})

const args = () => ['--from', `sqlite:${from}`, '--to', `sqlite:${to}`]
const copy = () => run(PROGRAM, args())
function startCopy(): Command {
  const command = start(PROGRAM, args())
  commands.push(command)
  return command
}
async function expectSame(): Promise<void> {
  for (const service of ['left', 'right']) {
    const copied = await keptIn(to, OLDER, service)
    expect(copied).toEqual(await keptIn(from, OLDER, service))
  }
}

describe('npm run copy-store', () => {
  it('copies documents of every version as they are, compares both sides, and says what to do next', async () => {
    await insert(from, OLDER, 'left', numbered(450))
    await insert(from, NEWER, 'left', { thing_new: { counts: [1] } })
    await insert(from, OLDER, 'right', { thing_0: { count: 7 } })
    const { code, said } = await copy()
    expect(code).toBe(0)
    expect(said).toContain(`Copying sqlite:${from} to sqlite:${to}.`)
    expect(said).toContain('left things: 451 copied\n')
    expect(said).toMatch(/left things: both sides 451 documents, checksum [0-9a-f]{16}\n/)
    expect(said).toMatch(/right things: both sides 1 document, checksum [0-9a-f]{16}\n/)
    expect(said).toContain('Both sides hold the same.\n')
    expect(said).toContain('first-admin.json')
    expect(said).toMatch(new RegExp(`npm start -- --data ${to}$`))
    await expectSame()
  })

  it('is stopped by Ctrl-C and goes on where it was', async () => {
    await insert(from, OLDER, 'left', numbered(8_000))
    await insert(from, OLDER, 'right', numbered(3))
    const first = startCopy()
    await first.saying('Copying')
    first.kill('SIGINT')
    expect(await first.ended).toBe(130)
    expect(first.said.at(-1)).toBe('Stopped. The same command goes on from here.')
    const before = (await keptIn(to, OLDER, 'left')).length
    expect(before).toBeLessThan(8_000)
    const second = await copy()
    expect(second.code, second.said).toBe(0)
    expect(second.said).toContain('left things: 8,000 copied\n')
    await expectSame()
  })

  it('killed again and again, it goes on until all is there', async () => {
    await insert(from, OLDER, 'left', numbered(8_000))
    await insert(from, OLDER, 'right', numbered(3))
    for (const waitMs of [0, 60, 120]) {
      const killed = startCopy()
      await killed.saying('Copying')
      await new Promise(resolve => setTimeout(resolve, waitMs))
      killed.kill('SIGKILL')
      await killed.ended
    }
    const last = await copy()
    expect(last.code, last.said).toBe(0)
    await expectSame()
  })

  it('run again after its end only compares, and finds what was written since', async () => {
    await insert(from, OLDER, 'left', numbered(5))
    await insert(from, OLDER, 'right', {})
    expect((await copy()).code).toBe(0)
    const again = await copy()
    expect(again.code).toBe(0)
    expect(again.said).toContain('An earlier run has copied everything; only comparing.')
    await insert(to, OLDER, 'left', { thing_since: { count: 1 } })
    await insert(from, OLDER, 'right', { thing_late: { count: 1 } })
    const { code, said } = await copy()
    expect(code).toBe(1)
    expect(said).toMatch(
      /left things: DIFFERENT: source 5 documents, checksum \w+; target 6 documents, checksum \w+\n/,
    )
    expect(said).toContain('left things: thing_since is in the target alone\n')
    expect(said).toContain('right things: thing_late is missing in the target\n')
    expect(said).not.toContain('npm start')
    expect(await keptIn(to, OLDER, 'right')).toEqual([])
  })

  it('finds a source that was written to between two runs', async () => {
    await insert(from, OLDER, 'left', numbered(8_000))
    await insert(from, OLDER, 'right', {})
    const first = startCopy()
    await first.saying('Copying')
    while (await isEmpty(to)) await new Promise(resolve => setTimeout(resolve, 5))
    first.kill('SIGINT')
    expect(await first.ended).toBe(130)
    {
      await using opened = await openThings(from, OLDER, 'left')
      await opened.things.update('thing_0', () => ({ count: 99 }))
    }
    const { code, said } = await copy()
    expect(code).toBe(1)
    expect(said).toContain('left things: thing_0 differs\n')
  })

  it('refuses a target that holds other documents, and leaves it as it is', async () => {
    await insert(from, OLDER, 'left', numbered(3))
    await insert(from, OLDER, 'right', {})
    await insert(to, OLDER, 'right', { thing_theirs: { count: 1 } })
    const { code, said } = await copy()
    expect([code, said]).toEqual([
      1,
      `copy-store: sqlite:${to} holds other documents than this copy's (in right things); choose an empty target`,
    ])
    expect(await keptIn(to, OLDER, 'left')).toEqual([])
  })

  it('refuses a target that is a copy of another source', async () => {
    await insert(from, OLDER, 'left', numbered(3))
    await insert(from, OLDER, 'right', {})
    expect((await copy()).code).toBe(0)
    const other = from
    from = join(folder, 'other')
    cpSync(other, from, { recursive: true })
    const { code, said } = await copy()
    expect(code).toBe(1)
    expect(said).toContain(`left in sqlite:${to} is a copy of sqlite:${other}, not of sqlite:${from}`)
  })

  it('refuses a source or a target that is in use', async () => {
    await insert(from, OLDER, 'left', numbered(3))
    await insert(from, OLDER, 'right', {})
    for (const used of [from, to]) {
      const lock = takeDataFolder(used)
      const locked = await copy()
      expect(locked.code).toBe(1)
      expect(locked.said).toContain(`the system runs already on ${used}`)
      expect(locked.said).toContain('stop it first: a copy of what is being written is worth nothing')
      lock.release()
      await using _opened = await openThings(used, OLDER, 'left')
      const { code, said } = await copy()
      expect([code, said]).toEqual([
        1,
        `copy-store: ${used}/left.sqlite is in use; stop the service that has it open first`,
      ])
    }
    expect((await copy()).code).toBe(0)
  })

  it('keeps a system from being started on either side while it copies', async () => {
    await insert(from, OLDER, 'left', numbered(8_000))
    await insert(from, OLDER, 'right', {})
    const command = startCopy()
    await command.saying('Copying')
    for (const side of [from, to]) expect(() => takeDataFolder(side)).toThrow('the system runs already on')
  })

  it('refuses a source that is not there, or is empty', async () => {
    const missing = await copy()
    expect(missing.said).toBe(
      `copy-store: there is no store of left in ${from} (left.sqlite is missing); is it the right folder?`,
    )
    await insert(from, OLDER, 'left', {})
    expect((await copy()).said).toBe(`copy-store: sqlite:${from} holds no documents; is it the right place?`)
  })
})

async function isEmpty(place: string): Promise<boolean> {
  return (await keptIn(place, OLDER, 'left')).length === 0
}

describe('its arguments', () => {
  it('name two places, of either kind', () => {
    const url = 'mongodb+srv://ann:s%40cret@cluster.example/live?retryWrites=true'
    expect(parseArguments(['--from', 'sqlite:/x', '--to', url])).toEqual({
      help: false,
      from: { kind: 'sqlite', folder: '/x', name: 'sqlite:/x' },
      to: { kind: 'mongodb', url, name: 'mongodb://cluster.example/live' },
    })
  })

  it('are refused by a sentence that shows no secret', () => {
    const to = ['--to', 'sqlite:/y']
    const refused: [string[], string][] = [
      [to, '--from is missing; it is sqlite:DIR, with a data folder, or mongodb://HOST/PREFIX'],
      [['--from', 'sqlite:/x'], '--to is missing'],
      [
        ['--from', '/x', ...to],
        '--from is neither sqlite:DIR, with a data folder, nor mongodb://HOST/PREFIX',
      ],
      [['--from', 'sqlite:', ...to], '--from is neither'],
      [['--from', 'postgres://u:secret@h', ...to], '--from is neither'],
      [['--from', 'mongodb://', ...to], '--from is malformed (its value is not shown)'],
      [['--from', 'sqlite:/y/', ...to], '--from and --to are the same place, sqlite:/y'],
      [['mongodb://u:secret@h', ...to], 'there is an argument without an option'],
      [['--form', 'mongodb://u:secret@h', ...to], "Unknown option '--form'"],
    ]
    for (const [argv, message] of refused) {
      expect(() => parseArguments(argv)).toThrow(message)
      expect(() => parseArguments(argv)).not.toThrow('secret')
    }
  })

  it('are told of by --help', async () => {
    const { code, said } = await run('src/copy/main.ts', ['--help'])
    expect(code).toBe(0)
    for (const word of ['--from', '--to', 'sqlite:DIR', 'mongodb://', 'Exit code'])
      expect(said).toContain(word)
  })
})
