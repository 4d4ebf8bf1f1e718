import { createHash } from 'node:crypto'
import type { Messaging } from '@rewards/messaging'

/**
 * Hints that a claim changed: at most once, to the processes where somebody watches that claim. They carry nothing and
 * drop nothing: whoever hears one reads the claim, and whoever hears none reads it soon anyway.
 */
export function hintsOver(messaging: Pick<Messaging, 'hint' | 'onHint'>) {
  return {
    changed: (claimId: string): void => messaging.hint(subjectOf(claimId)),
    onChange: (claimId: string, listener: () => void): (() => void) =>
      messaging.onHint(subjectOf(claimId), listener),
  }
}

/** Hashed, because a claim's id is no token of a subject. */
function subjectOf(claimId: string): string {
  return `event.claim.changed.${createHash('sha256').update(claimId).digest('hex').slice(0, 32)}`
}
