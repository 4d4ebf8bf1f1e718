import { expect, test } from 'vitest'
import { parseArguments } from '../src/arguments.ts'
import { MUTANTS } from '../src/mutants/index.ts'
import { parseArguments as parseScoreArguments } from '../src/score/arguments.ts'
import { DOMAINS } from '../src/score/domains.ts'

test('every mutant is tried where none is named, else those with one of the words', () => {
  expect(parseArguments([], MUTANTS)).toMatchObject({ chosen: MUTANTS, lanes: 2, list: false })
  const [first, second] = MUTANTS
  const chosen = { chosen: expect.arrayContaining([first, second]) }
  expect(parseArguments(['--only', `${first?.name},${second?.name}`], MUTANTS)).toMatchObject(chosen)
})

test.for<[argv: string[], message: string]>([
  [['--only', 'no-such'], '--only is "no-such"; --list names them all'],
  [['--lanes', '0'], '--lanes is "0"; allowed is a whole number, 1 to 64'],
  [['--lanes', 'two'], '--lanes is "two"; allowed is a whole number, 1 to 64'],
  [['--report='], '--report is empty; allowed is a path'],
  [['--colour'], "Unknown option '--colour'; --help names the options"],
])('npm run mutants -- %j is refused', ([argv, message]) => {
  expect(() => parseArguments(argv, MUTANTS)).toThrow(message)
})

test('every domain is mutated where none is named, else those that are', () => {
  const named = (...argv: string[]) => {
    const asked = parseScoreArguments(argv)
    return asked.help ? [] : asked.domains.map(({ name }) => name)
  }
  expect(named()).toEqual(DOMAINS.map(({ name }) => name))
  expect(named('--of', 'condition,claim')).toEqual(['claim', 'condition'])
})

test.for<[argv: string[], message: string]>([
  [['--of', 'claims'], '--of is "claims"; allowed is one of claim, condition, reward, event'],
  [['--of='], '--of is ""; allowed is one of claim'],
  [['--lanes', '65'], '--lanes is "65"; allowed is a whole number, 1 to 64'],
])('npm run mutation-score -- %j is refused', ([argv, message]) => {
  expect(() => parseScoreArguments(argv)).toThrow(message)
})
