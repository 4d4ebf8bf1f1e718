import { code, table, withSecondHalf } from '@rewards/documents'
import { PROMISES, type Promised } from './promises.ts'

/** The page about the promises, relative to the repository. */
export const PROMISES_DOCUMENT = 'docs/promises.md'

/** The page's text with its second half made from the promises. Throws when the mark between the halves is gone. */
export function withPromises(text: string): string {
  const columns = ['#', 'Promise', 'Kept by', 'Shown by', 'Full figure']
  return withSecondHalf(PROMISES_DOCUMENT, text, table(columns, PROMISES.map(row)))
}

function row({ no, promise, keptBy, parts, tests, full }: Promised): string[] {
  const shown = [
    ...parts.map(name => `part ${code(name)}`),
    ...tests.map(test => `[${nameOf(test)}](../${test})`),
  ]
  return [String(no), `**${promise}**`, keptBy, shown.join(', '), full]
}

function nameOf(test: string): string {
  return test.slice(test.lastIndexOf('/') + 1)
}
