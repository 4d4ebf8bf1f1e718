import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BrowserError } from './browser-error.ts'
import { type Environment, runTool } from './run-tool.ts'

/**
 * Unpacks the distribution's `chromium` package, with the shared libraries that this machine lacks for it, into `root`
 * inside `folder`, which exists and is empty, and gives that path. Needs apt-get, dpkg-deb and the network, but no root:
 * the package lists are apt's own copy inside the folder, and nothing is installed. Takes some 550 MB while it runs.
 */
export async function unpackDebianPackages(folder: string, env: Environment): Promise<string> {
  const apt = await ownApt(folder, env)
  // A repository of somebody else's that does not answer makes `update` fail, though the packages may be there.
  const listsFailed = await apt(['update'], 120_000).then(
    () => undefined,
    (error: unknown) => error,
  )
  await download(apt).catch(error => {
    throw listsFailed ?? error
  })
  const root = join(folder, 'root')
  for (const archive of (await readdir(folder)).filter(name => name.endsWith('.deb')))
    await runTool('dpkg-deb', ['-x', join(folder, archive), root], { env, timeoutMs: 60_000 })
  return root
}

/** Runs apt-get and gives what it says. */
type Apt = (args: readonly string[], timeoutMs: number) => Promise<string>

/** The packages that would have to be installed here for `chromium` to run. */
async function download(apt: Apt): Promise<void> {
  const planned = await apt(['install', '--no-install-recommends', '--print-uris', 'chromium'], 60_000)
  const names = [...planned.matchAll(/^'\S+' ([^_\s]+)_/gm)].map(([, name]) => name as string)
  if (names.length === 0) throw new BrowserError('apt-get has nothing to download')
  await apt(['download', ...names], 180_000)
}

/** An apt-get that keeps everything it writes inside `folder`, with no hook of the system's run. */
async function ownApt(folder: string, env: Environment): Promise<Apt> {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true })
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true })
  const file = join(folder, 'apt.conf')
  await writeFile(file, configuration(folder))
  return (args, timeoutMs) =>
    runTool('apt-get', ['-c', file, '-qq', ...args], { env, timeoutMs, cwd: folder })
}

function configuration(folder: string): string {
  return [
    `Dir::State::lists ${JSON.stringify(join(folder, 'lists'))};`,
    `Dir::Cache ${JSON.stringify(join(folder, 'cache'))};`,
    'Acquire::Languages "none";',
    'Acquire::Retries "2";',
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    // As root, apt would download as `_apt`, who may not write to this folder.
    'APT::Sandbox::User "root";',
    // Nothing is installed: the lock of the system, which root alone may take, is not needed.
    'Debug::NoLocking "true";',
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    '',
  ].join('\n')
}
