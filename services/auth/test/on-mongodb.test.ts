import { keepIn, mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, describe } from 'vitest'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())
if (!mongo.missing) keepIn(mongo.newUrl())

/** What is asked of auth is asked of it on both stores; each of these files says it of SQLite by itself. */
const FILES = {
  limits: () => import('./limits.test.ts'),
  'limits of accounts': () => import('./account-limits.test.ts'),
  groups: () => import('./groups.test.ts'),
  'managers of groups': () => import('./group-managers.test.ts'),
  'users of groups': () => import('./managed-users.test.ts'),
  roles: () => import('./custom-roles.test.ts'),
  races: () => import('./account-races.test.ts'),
  states: () => import('./user-states.test.ts'),
  erasing: () => import('./erasing.test.ts'),
  sessions: () => import('./sessions.test.ts'),
  refreshing: () => import('./refreshing.test.ts'),
  'revoked tokens': () => import('./revoking.test.ts'),
  'signing keys': () => import('./signing-keys.test.ts'),
  'service accounts': () => import('./service-accounts.test.ts'),
  players: () => import('./exchanging-tokens.test.ts'),
  metadata: () => import('./metadata.test.ts'),
  audit: () => import('./audit.test.ts'),
}

describe.skipIf(mongo.missing)(`on ${mongo.name}`, () => {
  for (const [what, load] of Object.entries(FILES))
    describe(what, async () => {
      await load()
    })
})
