import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BrokerError } from './broker-error.ts'
import { runTool } from './run-tool.ts'

/**
 * Unpacks a package of the distribution, without what it depends on, into `folder`, which exists and is empty, and gives the
 * folder that stands for `/`. Needs apt-get, dpkg-deb and the network, but no root: the package lists are apt's own copy
 * inside the folder, and nothing is installed. Takes some 30 MB beside the package while it runs.
 */
export async function unpackDebianPackage(folder: string, name: string): Promise<string> {
  const apt = await ownApt(folder)
  // A repository of somebody else's that does not answer makes `update` fail, though the package may be there.
  const listsFailed = await runTool('apt-get', [...apt, 'update'], { timeoutMs: 120_000 }).then(
    () => undefined,
    (error: unknown) => error,
  )
  await runTool('apt-get', [...apt, 'download', name], { timeoutMs: 120_000, cwd: folder }).catch(error => {
    throw listsFailed ?? error
  })
  const archive = (await readdir(folder)).find(file => file.endsWith('.deb'))
  if (archive === undefined) throw new BrokerError('apt-get gave no package')
  const root = join(folder, 'root')
  await runTool('dpkg-deb', ['-x', join(folder, archive), root], { timeoutMs: 60_000 })
  return root
}

/** The arguments that make apt keep everything it writes inside `folder`, with no hook of the system's run. */
async function ownApt(folder: string): Promise<readonly string[]> {
  await mkdir(join(folder, 'lists', 'partial'), { recursive: true })
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true })
  const file = join(folder, 'apt.conf')
  await writeFile(file, configuration(folder))
  return ['-c', file, '-qq']
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
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    '',
  ].join('\n')
}
