import type { AuditedKind } from '@rewards/audit'
import type { DeadLetter } from './dead-letter.ts'

/** What the audit shows of a dead letter: whether it is still open, and after how many tries. Not what it carries. */
export const DEAD_LETTER: AuditedKind<DeadLetter> = {
  kind: 'dead letter',
  shows: ({ state, count }) => ({ state, count: String(count) }),
}
