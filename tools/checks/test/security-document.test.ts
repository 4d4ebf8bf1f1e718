import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const NAMED = /`((?:[\w-]+\/)*[\w-]+\.test\.ts)`/g

test('every test that the security document names is there', () => {
  const tests = globSync(['test/*.test.ts', '{packages,services,tools}/*/test/**/*.test.ts'], { cwd: ROOT })
  const document = readFileSync(join(ROOT, 'docs', 'security.md'), 'utf8')
  const named = [...document.matchAll(NAMED)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(20)
  const isThere = (name: string) =>
    name.includes('/') ? tests.includes(name) : tests.some(path => basename(path) === name)
  expect(named.filter(name => !isThere(name))).toEqual([])
})
