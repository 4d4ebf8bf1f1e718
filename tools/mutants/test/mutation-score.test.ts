import { expect, it } from 'vitest'
import { DOMAINS } from '../src/score/domains.ts'
import { mutateDomain } from '../src/score/mutate-domain.ts'
import { scoreOf } from '../src/score/mutation-report.ts'

const mutant = (status: string, start: [number, number], end: [number, number]) => ({
  mutatorName: 'EqualityOperator',
  replacement: 'a  <=\n b',
  status,
  location: { start: { line: start[0], column: start[1] }, end: { line: end[0], column: end[1] } },
})

it('counts who was caught of those that could be, and names who was not by what stood there', () => {
  const source = 'if (\n  a <\n  b\n)\n  c()'
  const at = (status: string) => mutant(status, [2, 3], [3, 4])
  const statuses = ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored', 'CompileError', 'RuntimeError']
  const score = scoreOf({ files: { 'a.ts': { source, mutants: statuses.map(at) } } })
  const survivor = 'a.ts:2:3 EqualityOperator: a < b → a <= b'
  expect(score).toEqual({ caught: 2, of: 4, percent: 50, survivors: [survivor, survivor] })
})

it('has nothing to say against a domain without a mutant', () => {
  expect(scoreOf({ files: {} })).toMatchObject({ of: 0, percent: 100 })
})

it.each(DOMAINS)(
  'the tests of $name see no smaller share of its mutants than they did: $floor percent',
  async domain => {
    const { signal } = new AbortController()
    const tell = (text: string) => void process.stdout.write(text)
    const score = await mutateDomain(domain, { env: process.env, signal, lanes: 2, tell })
    process.stdout.write(`${domain.name}: ${score.caught} of ${score.of} mutants caught\n`)
    expect(score.of).toBeGreaterThan(100)
    expect(score.percent, score.survivors.join('\n')).toBeGreaterThanOrEqual(domain.floor)
  },
  900_000,
)
