import { CODES, type Code, isCode } from './codes.ts'

/** What a comment says of one code. */
export interface DocumentedError {
  readonly code: Code
  /** `ErrorInfo.reason`, in the comment's order; none where the code comes without one of its own. */
  readonly reasons: readonly string[]
  /** The names of messages in the details beside the standard ones, as the comment writes them. */
  readonly details: readonly string[]
  /** What the comment says after the code. */
  readonly text: string
}

/**
 * Reads what follows `Errors:`: parts between semicolons, each a code and then reasons between commas, each of those with
 * words of explanation if need be; `(with the Claim in the details)` names a message. Throws when a part names no code.
 */
export function documentedErrors(errors: string, where: string): DocumentedError[] {
  if (errors === '' || errors.startsWith('none of its own')) return []
  return splitOutside(errors.replace(/\.$/, ''), ';').map(part => oneError(part, where))
}

function oneError(part: string, where: string): DocumentedError {
  const [code = '', ...words] = part.split(/ |, /)
  if (!isCode(code))
    throw new Error(`${where}: "Errors: … ${part}" names no code; allowed is one of ${CODES.join(', ')}`)
  const text = words.length === 0 ? '' : part.slice(code.length).replace(/^, /, '').trim()
  const reasons = splitOutside(text, ',').flatMap(
    item => /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\b/.exec(item)?.[0] ?? [],
  )
  const details = [...text.matchAll(/\(with (?:the|an?) ([A-Z]\w*) in the details\)/g)]
  return { code, reasons, details: details.map(([, name]) => name as string), text }
}

/** Splits where the mark stands outside of brackets. */
function splitOutside(text: string, mark: ',' | ';'): string[] {
  const parts = text.split(new RegExp(`${mark}(?![^(]*\\))`))
  return parts.map(part => part.trim()).filter(part => part !== '')
}
