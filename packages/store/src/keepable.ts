import type { Document } from './port.ts'

const DEEPEST = 100

/** Throws unless every store can keep the document and give it back as it was. `where` names it. */
export function checkKeepable(where: string, document: Document): void {
  checkValue(where, document, 0)
}

function checkValue(where: string, value: unknown, depth: number): void {
  if (typeof value === 'string') {
    if (!value.isWellFormed())
      throw new Error(`a text in ${where} is no well-formed Unicode: ${JSON.stringify(value.slice(0, 60))}`)
  } else if (typeof value === 'object' && value !== null) {
    if (depth === DEEPEST) throw new Error(`${where} is more than ${DEEPEST} levels deep`)
    if (Array.isArray(value)) for (const each of value) checkValue(where, each, depth + 1)
    else checkMembers(where, value, depth)
  }
}

function checkMembers(where: string, value: object, depth: number): void {
  for (const [key, each] of Object.entries(value)) {
    if (key.startsWith('$') || key.includes('\0') || !key.isWellFormed())
      throw new Error(
        `the key ${JSON.stringify(key.slice(0, 60))} of ${where} is not kept: a key begins with no $, and is Unicode without U+0000`,
      )
    checkValue(where, each, depth + 1)
  }
}
