import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GoTool, goTool } from '../src/index.ts'

const tool: GoTool = { module: 'example.com/tools', version: 'v1.2.3', command: 'cmd/greet' }

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'go-tools-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** A `go` that makes the program of a request, or fails, and keeps a list of what it was asked for. */
async function fakeGo(script: string): Promise<{ PATH: string }> {
  const path = join(folder, 'go')
  await writeFile(path, `#!/bin/sh\necho "$@" >> ${folder}/asked\n${script}\n`)
  await chmod(path, 0o755)
  return { PATH: `${folder}:${process.env.PATH}` }
}

const BUILDS = 'sleep 0.2; printf "#!/bin/sh\\necho hello\\n" > "$GOBIN/greet"; chmod +x "$GOBIN/greet"'
const cacheDir = () => join(folder, 'cache')

describe('a program of a Go module', () => {
  test('is built once, of the exact version, and found again without go', async () => {
    const env = await fakeGo(BUILDS)
    const path = await goTool(tool, { cacheDir: cacheDir(), env })
    expect((await promisify(execFile)(path)).stdout).toBe('hello\n')
    expect(await promisify(execFile)('cat', [join(folder, 'asked')])).toMatchObject({
      stdout: 'install example.com/tools/cmd/greet@v1.2.3\n',
    })
    expect(await goTool(tool, { cacheDir: cacheDir(), env: { PATH: '/nowhere' } })).toBe(path)
  })

  test('is there once and whole when several ask at the same time', async () => {
    const env = await fakeGo(BUILDS)
    const ask = () => goTool(tool, { cacheDir: cacheDir(), env })
    const paths = await Promise.all([ask(), ask(), ask()])
    expect(new Set(paths).size).toBe(1)
    expect(await readdir(cacheDir())).toEqual(['greet-v1.2.3'])
  })

  test('that fails to build is told in one sentence, and leaves nothing behind', async () => {
    const env = await fakeGo('echo "details" >&2; echo "no such version" >&2; exit 1')
    await expect(goTool(tool, { cacheDir: cacheDir(), env })).rejects.toThrow('go install: no such version')
    expect(await readdir(cacheDir())).toEqual([])
  })

  test('cannot be had where there is no go', async () => {
    const env = { PATH: '/nowhere' }
    await expect(goTool(tool, { cacheDir: cacheDir(), env })).rejects.toThrow('go install: is not installed')
  })
})
