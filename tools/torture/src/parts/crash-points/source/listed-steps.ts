import { code, table } from '@rewards/documents'

/** The document, by its path from the root of the tree. */
export const LIST = 'docs/crash-points.md'

/** A step as the document lists it. */
export interface ListedStep {
  readonly step: string
  /** Whether it is taken when nothing goes wrong; else only after something did. */
  readonly isDirect: boolean
}

const WHEN = { direct: 'always', later: 'after a fault' } as const
const HEAD = `# Crash points

Every awaited step of a claim: each call of a port, from the caller's door to the last acknowledgement, found by running the real
use cases. Each is written as what the process does › the function that waits › what it waits for; \`#2\` is the second time in
one go. At each of them a process dies before, dies after, or its answer is lost, or comes when all others have come to rest; with
one replica of each service and with two (\`tools/torture/src/parts/crash-points\`). The matrix itself is printed by
\`npm run torture\`.

A step that is not in this list, and one that is here and was not seen, fails that run. After a change of the claim's way:
\`node_modules/.bin/node tools/torture/src/parts/crash-points/write-list.ts\`.
`

export function listText(steps: readonly ListedStep[]): string {
  const rows = steps.map(({ step, isDirect }) => [code(step), isDirect ? WHEN.direct : WHEN.later])
  return `${HEAD}\n${table(['step', 'taken'], rows)}\n`
}

/** What `listText` wrote. */
export function readList(text: string): readonly ListedStep[] {
  const rows = text.matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)
  return [...rows].map(([, step = '', when]) => ({ step, isDirect: when === WHEN.direct }))
}
