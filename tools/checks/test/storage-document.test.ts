import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { storageDocument } from '../src/storage-document.ts'

const COMMITTED = join(import.meta.dirname, '..', '..', '..', 'docs', 'storage.md')

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rewards-document-'))
  mkdirSync(join(root, 'docs'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const problemsOf = async (text: string) => {
  writeFileSync(join(root, 'docs', 'storage.md'), text)
  return (await storageDocument.run(root)).problems
}

it('passes the description of the stores that is committed, whatever its head says', async () => {
  const text = readFileSync(COMMITTED, 'utf8')
  expect(await problemsOf(text)).toEqual([])
  expect(await problemsOf(`More.\n\n${text}`)).toEqual([])
})

it('sees a description that was changed by hand, or that an index is missing from', async () => {
  const text = readFileSync(COMMITTED, 'utf8')
  const problem = 'docs/storage.md is not what the stores declare; run npm run docs:generate'
  expect(await problemsOf(`${text}\n`)).toEqual([problem])
  const without = text.replace(/\| `by_settled` .*\n/, '')
  expect(without).not.toBe(text)
  expect(await problemsOf(without)).toEqual([problem])
})

it('sees a description that lost the line between its halves', async () => {
  await expect(problemsOf('# What is stored')).rejects.toThrow('docs/storage.md needs this line once')
})
