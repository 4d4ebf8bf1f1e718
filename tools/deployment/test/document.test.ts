import { type Fields, flag, optional, secret, withDefault } from '@rewards/process'
import { expect, it } from 'vitest'
import { commentIn } from '../src/document/comments.ts'
import { withVariables } from '../src/document/deployment-document.ts'
import { variablesOf } from '../src/document/variables.ts'

const shared = { a: withDefault(flag('A'), true) } satisfies Fields

it('a variable that several services read stands once, ahead of those of one', () => {
  const tables = { auth: { b: optional(secret('B')), ...shared }, event: shared }
  expect(variablesOf(tables).map(({ field, services }) => [field.variable, services])).toEqual([
    ['A', ['auth', 'event']],
    ['B', ['auth']],
  ])
})

it('a comment holds for the fields that follow it until the next one', () => {
  const source = '  /** One. */\n  a: 1,\n  b: 2,\n  /**\n   * Two,\n   * in lines.\n   */\n  c: 3,\n'
  expect(['a', 'b', 'c', 'd'].map(name => commentIn(source, name))).toEqual([
    'One.',
    'One.',
    'Two, in lines.',
    undefined,
  ])
})

it('a field that does not say what it is for is refused', () => {
  const mark = '<!-- What follows comes from the declarations in the code: npm run docs:generate -->'
  expect(() => withVariables(mark, { auth: shared })).toThrow('the field a of auth has no comment')
})
