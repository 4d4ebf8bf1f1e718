import { createHash } from 'node:crypto'
import { ACCESS_CHANGED } from '@rewards/contracts/subjects'
import type { Messaging } from '@rewards/messaging'

/**
 * Hints that a claim changed: at most once, to the processes where somebody watches that claim. They carry nothing and
 * drop nothing: whoever hears one reads the claim, and whoever hears none reads it soon anyway. And auth's, that some
 * tokens may count no more.
 */
export function hintsOver(messaging: Pick<Messaging, 'hint' | 'onHint'>) {
  return {
    changed: (claimId: string): void => messaging.hint(subjectOf(claimId)),
    onChange: (claimId: string, listener: () => void): (() => void) =>
      messaging.onHint(subjectOf(claimId), listener),
    onAccessChange: (listener: () => void): (() => void) => messaging.onHint(ACCESS_CHANGED, listener),
  }
}

/** Hashed, because a claim's id is no token of a subject. */
function subjectOf(claimId: string): string {
  return `event.claim.changed.${createHash('sha256').update(claimId).digest('hex').slice(0, 32)}`
}
