import { expect, it } from 'vitest'
import { type Check, runChecks } from '../src/check.ts'
import { commandsIn } from '../src/documented-commands.ts'
import { programCheck } from '../src/run-program.ts'

const check = (name: string, run: Check['run']): Check => ({ name, run })

it('runs every check whatever the others find, and tells each by a line', async () => {
  const said: string[] = []
  const checks = [
    check('bad', async () => ({ problems: ['a.ts is wrong\nhere'], notes: ['look'] })),
    check('broken', () => Promise.reject(new Error('it broke'))),
    check('good', async () => ({ problems: [], notes: ['3 files'] })),
  ]
  expect(await runChecks(checks, '.', line => void said.push(line))).toEqual({ passed: 1, failed: 2 })
  expect(said.map(line => line.replace(/ +[\d.]+ s$/, ''))).toEqual([
    'failed  bad',
    '        a.ts is wrong\n        here',
    '        look',
    'failed  broken',
    '        it broke',
    'ok      good',
    '        3 files',
  ])
})

it('passes on what a program says when it fails, and nothing when it does not', async () => {
  expect(await programCheck('x', 'buf', ['--version']).run('.')).toEqual({ problems: [] })
  const { problems } = await programCheck('x', 'buf', ['no-such-command']).run('.')
  expect(problems.join('')).toContain('no-such-command')
  await expect(programCheck('x', 'no-such-program', []).run('.')).rejects.toThrow(
    'cannot run no-such-program',
  )
})

it('knows the commands that a document names', () => {
  const text =
    'Run `npm start -- --port 3100`, `npm test`, npm run contracts:land, npm install or npm run demo; npm run demo.'
  expect(commandsIn(text)).toEqual(['start', 'test', 'contracts:land', 'demo'])
})
