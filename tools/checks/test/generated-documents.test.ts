import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { generatedDocuments } from '../src/generated-documents.ts'

const COMMITTED = join(import.meta.dirname, '..', '..', '..', 'docs')
const STORAGE = 'storage.md'
const DEPLOYMENT = 'deployment.md'
const SECURITY = 'security.md'
const read = (name: string) => readFileSync(join(COMMITTED, name), 'utf8')

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rewards-document-'))
  mkdirSync(join(root, 'docs'))
  for (const name of readdirSync(COMMITTED).filter(each => each.endsWith('.md')))
    writeFileSync(join(root, 'docs', name), read(name))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const problemsOf = async (name: string, text: string) => {
  writeFileSync(join(root, 'docs', name), text)
  return (await generatedDocuments.run(root)).problems
}

describe.each([
  [STORAGE, 'the stores', /\| `by_settled` .*\n/],
  [DEPLOYMENT, 'the services', /\| `NATS_URL` .*\n/],
  [SECURITY, 'the contracts', /\| `SetRoles` .*\n/],
])('%s', (name, who, row) => {
  it('passes as it is committed, whatever its head says', async () => {
    expect(await problemsOf(name, read(name))).toEqual([])
    expect(await problemsOf(name, `More.\n\n${read(name)}`)).toEqual([])
  })

  it('is seen when it was changed by hand, or something is missing from it', async () => {
    const problem = `docs/${name} is not what ${who} declare; run npm run docs:generate`
    expect(await problemsOf(name, `${read(name)}\n`)).toEqual([problem])
    const without = read(name).replace(row, '')
    expect(without).not.toBe(read(name))
    expect(await problemsOf(name, without)).toEqual([problem])
  })

  it('is seen when it lost the line between its halves', async () => {
    await expect(problemsOf(name, '# A head')).rejects.toThrow(`docs/${name} needs this line once`)
  })
})
