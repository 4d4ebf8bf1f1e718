import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const ROOT = join(import.meta.dirname, '..', '..')

/** The shell commands of a document of this repository, by the heading that they stand under. */
export function shellBlocks(document: string): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>()
  const sections = readFileSync(join(ROOT, document), 'utf8').split(/^## /m).slice(1)
  for (const section of sections) {
    const [heading = ''] = section.split('\n', 1)
    const commands = [...section.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block)
    blocks.set(heading, commands.join('\n'))
  }
  return blocks
}

/** What these commands printed, run as they stand; rejects when one of them fails. */
export async function runShell(
  script: string,
  env: Readonly<Record<string, string | undefined>>,
  cwd = ROOT,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env, cwd, timeout: 120_000 })
}
