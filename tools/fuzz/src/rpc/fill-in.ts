import { randomUUID } from 'node:crypto'
import { type Tree, withTexts } from '../message/tree.ts'
import type { FuzzSystem } from '../system/fuzz-system.ts'
import type { Learned } from './learned.ts'

const DAY_MS = 86_400_000

/** The message with what stands in `<>` filled in: with what answers told, what the system was furnished with, or something new. */
export function filledIn(message: Tree, system: FuzzSystem, learned: Learned, password: string): Tree {
  const word = (name: string) => learned.get(name) ?? system.words.get(name)?.[0] ?? madeUp(name, password)
  return withTexts(message, text => {
    const name = /^<([a-zA-Z]+)>$/.exec(text)?.[1]
    return name === undefined ? text : word(name)
  })
}

function madeUp(name: string, password: string): string {
  switch (name) {
    case 'email':
      return `${randomUUID()}@example.com`
    case 'password':
      return password
    case 'past':
      return new Date(Date.now() - DAY_MS).toISOString()
    case 'future':
      return new Date(Date.now() + DAY_MS).toISOString()
    case 'revision':
    case 'attempt':
      return '1'
    default:
      return randomUUID()
  }
}
