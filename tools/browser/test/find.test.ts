import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findChromium } from '../src/index.ts'
import { runTool } from '../src/run-tool.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewards-chromium-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** A folder with a program called `chromium` that says `says`. */
async function fake(name: string, says: string): Promise<string> {
  const bin = join(folder, name)
  await mkdir(bin, { recursive: true })
  await writeFile(join(bin, 'chromium'), `#!/bin/sh\necho '${says}'\n`)
  await chmod(join(bin, 'chromium'), 0o755)
  return bin
}

const onPath = (path: string) => findChromium({ cacheDir: folder, env: { PATH: path }, only: 'path' })

async function lacking(program: string): Promise<string> {
  return runTool(program, ['--version'], { env: process.env, timeoutMs: 30_000 }).then(
    () => '',
    error => String(error.message),
  )
}

const noApt = (await lacking('apt-get')) || (await lacking('dpkg-deb'))

describe('finding a Chromium on the PATH', () => {
  it('takes the first executable one', async () => {
    const bin = await fake('good', 'Chromium 138.0.7204.49 built on Debian')
    expect(await onPath(`/nowhere:${bin}`)).toMatchObject({
      path: join(bin, 'chromium'),
      source: 'path',
      version: '138.0.7204.49',
    })
  })

  it('refuses a program of that name that is something else', async () => {
    await expect(onPath(await fake('other', 'hello'))).rejects.toThrow(/is no Chromium/)
  })

  it('says in one sentence why there is none and how to get one', async () => {
    await expect(onPath('')).rejects.toThrow(
      /^found no Chromium \(PATH: no chromium there\)\. Get one with `apt-get/,
    )
  })

  it('says which program is missing where packages cannot be unpacked', async () => {
    const asked = findChromium({ cacheDir: join(folder, 'none'), env: { PATH: folder }, only: 'debian' })
    await expect(asked).rejects.toThrow(/\(Debian package: apt-get: is not installed\)/)
    expect(await readdir(join(folder, 'none'))).toEqual([])
  })
})

describe.skipIf(noApt)(`unpacking the Debian package${noApt && `, skipped: ${noApt}`}`, () => {
  it('gives one that runs, keeps nothing else, and serves two who ask at the same time', async () => {
    const cacheDir = join(folder, 'a folder', 'debian')
    const find = () => findChromium({ cacheDir, env: process.env, only: 'debian' })
    const [first, second] = await Promise.all([find(), find()])
    expect(first).toMatchObject({ source: 'debian', version: expect.stringMatching(/^\d+\./) })
    expect(second).toEqual(first)
    expect(await readdir(cacheDir)).toEqual(['debian'])
  }, 300_000)
})
