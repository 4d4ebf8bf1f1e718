import type { Mutant } from '../mutant.ts'

const REWARD = 'services/reward/src'
const GRANTING = 'services/reward/test/granting.test.ts'

/** Grants: what is paid, once. */
export const rewards: readonly Mutant[] = [
  {
    name: 'grant-not-inserted-once',
    breaks: 'a grant that is there is not made again',
    edits: [
      {
        file: `${REWARD}/application/grant-rewards.ts`,
        find: 'const opened = open(grant)',
        replace: 'const opened = open(undefined)',
      },
    ],
    caughtBy: { file: GRANTING, titles: 'made (64 times at once|again keeps)' },
  },
  {
    name: 'grant-of-attempt',
    breaks: 'one grant for each claim and reward, whichever attempt asks',
    edits: [
      {
        file: `${REWARD}/application/grant-rewards.ts`,
        find: 'id: grantId(request.claimId, reward.rewardId)',
        replace: 'id: grantId(`${request.claimId}:${request.attempt}`, reward.rewardId)',
      },
    ],
    caughtBy: { scenarios: 20_000 },
  },
  {
    name: 'key-of-generation-where-success-is-remembered',
    breaks: 'a provider that remembers success alone has one key for all attempts, or it pays twice',
    edits: [
      {
        file: `${REWARD}/application/providers.ts`,
        find: "return provider.kind === 'success per key' ? grantId",
        replace: "return provider.kind === 'own' ? grantId",
      },
    ],
    caughtBy: { file: GRANTING, titles: 'remembers success alone' },
  },
  {
    name: 'pending-counted',
    breaks: 'a balance is the sum of what is granted',
    edits: [
      {
        file: `${REWARD}/domain/balance.ts`,
        find: "if (state !== 'GRANTED') return balance",
        replace: "if (state === 'REJECTED') return balance",
      },
    ],
    caughtBy: { file: 'services/reward/test/domain.test.ts', titles: 'does not count what is pending' },
  },
]
