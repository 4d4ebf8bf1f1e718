import { execFile, execFileSync, spawn } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
/** What a person's shell has: not the programs that this repository brings. */
const PERSONS_PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter(folder => !folder.startsWith(ROOT) && !folder.includes('node_modules'))
  .join(delimiter)

interface Ended {
  readonly code: unknown
  readonly stdout: string
  readonly stderr: string
}

function run(
  folder: string,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const { NODE_ENV: _env, VITEST: _vitest, ...own } = process.env
  const options = { cwd: folder, env: { ...own, PATH: PERSONS_PATH, ...env }, maxBuffer: 16 * 1024 * 1024 }
  return new Promise(resolve => {
    execFile(program, [...args], options, (err, stdout, stderr) =>
      resolve({ code: err?.code ?? 0, stdout, stderr }),
    )
  })
}

/** The repository as it would be cloned, with what is not committed yet. */
function copyInto(folder: string): void {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
  })
  for (const name of listed.toString().split('\0').filter(Boolean)) {
    if (!existsSync(join(ROOT, name))) continue
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    cpSync(join(ROOT, name), join(folder, name))
  }
}

describe('in a folder without anything installed', { timeout: 300_000 }, () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'rewards bootstrap-'))
    copyInto(folder)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('says in a sentence that the network is missing, and leaves nothing that looks installed', async () => {
    const offline = {
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(folder, '.cache', 'empty'),
      npm_config_fetch_retries: '0',
    }
    const { code, stderr } = await run(folder, 'npm', ['start'], offline)
    expect(code).toBe(1)
    expect(stderr).toContain(
      "rewards: the packages could not be downloaded: the registry does not answer; check the network (or npm's proxy settings) and run this again\n",
    )
    expect(existsSync(join(folder, 'node_modules', '.installed'))).toBe(false)
  })

  it('installs once for two commands at the same time, and both do what was asked', async () => {
    // Somebody who was killed while installing; and who has told npm never to say yes by itself.
    writeFileSync(join(folder, '.cache', 'bootstrap.lock'), '4194303')
    const never = { npm_config_yes: 'false' }
    const both = await Promise.all([1, 2].map(() => run(folder, 'npm', ['start', '--', '--help'], never)))
    for (const { code, stdout } of both) {
      expect(code).toBe(0)
      expect(stdout).toContain('npm start -- [options]')
    }
    const heard = both.map(({ stderr }) => stderr).join('')
    expect(heard.match(/^Installing the packages/gm)).toHaveLength(1)
    expect(heard.match(/^Another process is installing/gm)).toHaveLength(1)
  })

  it('installs nothing when all is there, and again when the list of packages has changed', async () => {
    const again = await run(folder, 'npm', ['start', '--silent', '--', '--help'])
    expect(again).toMatchObject({ code: 0, stderr: '' })
    appendFileSync(join(folder, 'pnpm-lock.yaml'), '# changed\n')
    const changed = await run(folder, 'npm', ['start', '--silent', '--', '--help'])
    expect(changed.code).toBe(0)
    expect(changed.stderr).toMatch(/^Installing the packages/)
  })

  it("runs the command under the repository's own Node, and passes its failure on", async () => {
    const { node } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).devDependencies
    writeFileSync(
      join(folder, 'tools', 'demo', 'src', 'main.ts'),
      'process.stdout.write(process.version)\nprocess.exit(7)\n',
    )
    expect(await run(folder, 'npm', ['run', '--silent', 'demo'])).toMatchObject({
      code: 7,
      stdout: `v${node}`,
    })
  })
})

describe('its failures are one sentence each', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rewards-bootstrap-'))
    cpSync(
      join(ROOT, 'tools', 'launcher', 'bootstrap.mjs'),
      join(folder, 'tools', 'launcher', 'bootstrap.mjs'),
    )
    cpSync(join(ROOT, 'tools', 'launcher', 'bootstrap'), join(folder, 'tools', 'launcher', 'bootstrap'), {
      recursive: true,
    })
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
    writeFileSync(join(folder, 'pnpm-lock.yaml'), '')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const program = () => join(folder, 'tools', 'launcher', 'bootstrap.mjs')
  /** A folder of programs with an `npx` that says and does something else. */
  const withNpx = (script: string): string => {
    writeFileSync(join(folder, 'npx'), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return [folder, PERSONS_PATH].join(delimiter)
  }

  it('for a command that there is not', async () => {
    const { code, stderr } = await run(folder, process.execPath, [program(), 'stat'])
    expect([code, stderr.split(';')[0]]).toEqual([1, 'rewards: there is no command "stat"'])
  })

  it('for a missing npm', async () => {
    const { code, stderr } = await run(folder, process.execPath, [program(), 'start'], { PATH: folder })
    expect(code).toBe(1)
    expect(stderr).toContain(
      'rewards: npm is not installed (there is no npx on the PATH); it comes with Node from',
    )
  })

  it('for a Node that is too old', async () => {
    const pretend = "Object.defineProperty(process.versions, 'node', { value: '18.20.0' })"
    writeFileSync(join(folder, 'old.cjs'), pretend)
    const args = ['--require', join(folder, 'old.cjs'), program(), 'start']
    const { code, stderr } = await run(folder, process.execPath, args)
    expect([code, stderr]).toEqual([
      1,
      'rewards: this is Node 18.20.0; needed is Node 20 or newer (https://nodejs.org)\n',
    ])
  })

  const SAID: readonly [said: string, sentence: string][] = [
    ['ENOSPC: no space left on device', 'the packages could not be installed: the disk is full'],
    [
      'getaddrinfo EAI_AGAIN registry.npmjs.org',
      'the packages could not be downloaded: the registry does not answer',
    ],
    ['ERR_PNPM_OUTDATED_LOCKFILE', 'pnpm-lock.yaml does not fit the package.json files; run npx --yes pnpm@'],
    ['something else', 'the packages could not be installed (pnpm ended with 3); what it said stands above'],
  ]
  for (const [said, sentence] of SAID)
    it(`for an install that says ${said}`, async () => {
      const env = { PATH: withNpx(`echo "${said}" >&2; exit 3`) }
      const { code, stderr } = await run(folder, process.execPath, [program(), 'start'], env)
      expect(code).toBe(1)
      expect(stderr).toContain(`rewards: ${sentence}`)
      expect(existsSync(join(folder, '.cache', 'bootstrap.lock'))).toBe(false)
    })
})

describe('the command that it runs', () => {
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rewards-command-'))
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  /** Starts a script as a command; resolves to how it ended. `act` gets the wrapper once the script has spoken. */
  function command(
    script: string,
    act: (pid: number) => void,
    bound = false,
  ): Promise<{ code: number | null; said: string }> {
    writeFileSync(join(folder, 'command.mjs'), `${script}\nprocess.stdout.write('here ')\n`)
    const commands = join(ROOT, 'tools', 'launcher', 'bootstrap', 'commands.mjs')
    const wrapper = `import { runCommand } from ${JSON.stringify(commands)}
runCommand(${JSON.stringify(folder)}, { run: ['command.mjs'], bound: ${bound} }, [])`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', wrapper], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', chunk => {
      if (said === '') act(child.pid as number)
      said += String(chunk)
    })
    const code = new Promise<number | null>(resolve => child.once('exit', resolve))
    const closed = new Promise(resolve => child.stdout.once('close', resolve))
    return closed.then(async () => ({ code: await code, said }))
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    it(`gets ${signal}, and decides how it ends`, async () => {
      const script = `process.on('${signal}', () => { console.log('${signal}'); process.exit(5) }); setInterval(() => {}, 1000)`
      const { code, said } = await command(script, pid => process.kill(pid, signal))
      expect([code, said]).toEqual([5, `here ${signal}\n`])
    })

  it('ends with 128 and the number of the signal that ended it', async () => {
    expect((await command("process.kill(process.pid, 'SIGKILL')", () => undefined)).code).toBe(137)
  })

  it('learns, when it is bound, that whoever started it was killed', async () => {
    const script = "process.on('disconnect', () => { console.log('alone'); process.exit() })"
    const { said } = await command(script, pid => process.kill(pid, 'SIGKILL'), true)
    expect(said).toBe('here alone\n')
  })
})
