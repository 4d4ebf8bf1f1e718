import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readLedger } from '../tools/torture/src/provider/ledger-file.ts'
import { runShell, shellBlocks } from './support/shell-blocks.ts'

const MAIN = join(import.meta.dirname, '..', 'tools', 'torture', 'src', 'provider', 'main.ts')

it('the request of docs/providers.md is paid once, and answered alike when it is repeated', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rewards-providers-page-'))
  const ledger = join(folder, 'ledger.jsonl')
  const provider = spawn(process.execPath, [MAIN, `--ledger=${ledger}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(provider.stdout, 'data')
    const { port } = JSON.parse(String(line))
    const asked = (shellBlocks('docs/providers.md').get('A request') ?? '').replace(':8080', `:${port}`)
    const answers = [await runShell(asked, process.env), await runShell(asked, process.env)]
    expect(JSON.parse(answers[0]?.stdout ?? '')).toMatchObject({ reference: expect.any(String) })
    expect(answers[1]).toEqual(answers[0])
    expect(readLedger(ledger)).toHaveLength(1)
  } finally {
    provider.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})
