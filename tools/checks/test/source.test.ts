import { expect, it } from 'vitest'
import { functionSizes, percentile } from '../src/source/figures.ts'
import { parseSource } from '../src/source/parsed-source.ts'
import { ambientUses } from '../src/source/ports.ts'

const DOMAIN = 'services/event/src/domain/claim.ts'
const CONFIG = 'services/event/src/config.ts'

const REFUSED: readonly [file: string, text: string, what: string][] = [
  [DOMAIN, 'const at = Date.now()', 'Date.now'],
  [DOMAIN, 'const at = new Date()', 'new Date'],
  [DOMAIN, 'const at = globalThis.Date.now()', 'Date.now'],
  [DOMAIN, 'const at = Temporal.Now.instant()', 'Temporal.Now'],
  [DOMAIN, 'const now = Date.now', 'Date.now'],
  [DOMAIN, 'const x = Math.random()', 'Math.random'],
  [DOMAIN, 'const id = randomUUID()', 'randomUUID'],
  [DOMAIN, 'const id = crypto.randomUUID()', 'crypto.randomUUID'],
  ['services/event/src/application/claim-reward.ts', 'const id = nanoid()', 'nanoid'],
  [CONFIG, 'const port = process.env.PORT', 'process.env'],
  [CONFIG, "const port = process.env['PORT']", 'process.env'],
  [CONFIG, 'const { env } = process', 'process.env'],
  [CONFIG, 'const { env: all } = process', 'process.env'],
]
for (const [file, text, what] of REFUSED)
  it(`refuses ${text} in ${file}`, () => {
    const [problem, ...others] = ambientUses(parseSource(file, `\n${text}\n`))
    expect(problem).toMatch(`${file}:2 uses ${what}; `)
    expect(others).toEqual([])
  })

const ALLOWED: readonly [file: string, text: string][] = [
  [DOMAIN, 'const at = new Date(atMs)'],
  [DOMAIN, 'const at = Temporal.Instant.fromEpochMilliseconds(nowMs)'],
  [DOMAIN, '// Date.now() is not for here'],
  [DOMAIN, "const text = 'Math.random()'"],
  ['packages/process/src/clock.ts', 'export const systemClock = Date.now'],
  ['services/event/src/main.ts', 'readConfig(process.env)'],
  ['tools/bench/src/main.ts', 'readConfig(process.env)'],
]
for (const [file, text] of ALLOWED)
  it(`allows ${text} in ${file}`, () => {
    expect(ambientUses(parseSource(file, text))).toEqual([])
  })

it('measures every function with statements, inner ones by themselves too', () => {
  const text = [
    'export function outer() {',
    '  const inner = () => {',
    '    return 1',
    '  }',
    '  return [1].map(x => x + inner())',
    '}',
    'class C {',
    '  m() {}',
    '}',
  ].join('\n')
  expect(functionSizes(parseSource('a.ts', text))).toEqual([
    { name: 'a.ts:1', lines: 6 },
    { name: 'a.ts:2', lines: 3 },
    { name: 'a.ts:8', lines: 1 },
  ])
})

it('takes the smallest size that so many do not exceed', () => {
  const sized = [5, 1, 4, 2, 3, 6, 7, 8, 9, 10].map(lines => ({ name: '', lines }))
  expect([percentile(sized, 50), percentile(sized, 90), percentile([], 50)]).toEqual([5, 9, 0])
})
