import type { Call, History } from '../log/operation-log.ts'
import type { AttemptRow, ClaimRow } from '../stores/rows.ts'

export type AcceptedCall = Call & { readonly outcome: Extract<Call['outcome'], { kind: 'ok' }> }

/** The calls that were told that a claim is accepted. */
export function acceptedCalls({ calls }: History): AcceptedCall[] {
  return calls.filter((call): call is AcceptedCall => call.outcome.kind === 'ok')
}

/** Whose claim to what a call, a claim or a refusal is about. */
export function pairOf({ eventId, userId }: { readonly eventId: string; readonly userId: string }): string {
  return `${eventId} ${userId}`
}

/** What an attempt asked for. */
export function asked(claim: ClaimRow, attempt: AttemptRow): Pick<ClaimRow, 'requested' | 'leftOut'> {
  return attempt.past ?? claim
}

/** The claims by their ids. */
export function byId<T extends { readonly id: string }>(rows: readonly T[]): ReadonlyMap<string, T> {
  return new Map(rows.map(row => [row.id, row]))
}
