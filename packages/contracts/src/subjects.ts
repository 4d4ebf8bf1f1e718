/** The broker's subjects. A message's schema stands beside its name in `proto/rewards/reward/v1/claim_messages.proto`. */
export const subjects = {
  claimRequested: 'reward.claim.requested',
  claimGranted: 'reward.claim.granted',
  claimFailed: 'reward.claim.failed',
} as const

/** The stream that keeps them. */
export const claimStream = { name: 'REWARDS', subjects: ['reward.claim.>'] } as const

/** A hint over core NATS, without a body: some access tokens may count no more. Whoever hears none asks soon anyway. */
export const ACCESS_CHANGED = 'auth.access.changed'
