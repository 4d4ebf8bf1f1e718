import { keepIn, mongoForTests } from '@rewards/mongodb/testing'
import { afterAll, describe } from 'vitest'

const mongo = await mongoForTests(process.env)
afterAll(() => mongo.stop())
if (!mongo.missing) keepIn(mongo.newUrl())

/** What is asked of events and of who owns them is asked on both stores; each of these files says it of SQLite by itself. */
const FILES = {
  'making events': () => import('./event-create.test.ts'),
  'changing events': () => import('./event-change.test.ts'),
  'activating events': () => import('./event-activation.test.ts'),
  'lists of events': () => import('./event-list.test.ts'),
  'owners of events': () => import('./event-owners.test.ts'),
  'claims of owned events': () => import('./claim-owners.test.ts'),
}

describe.skipIf(mongo.missing)(`on ${mongo.name}`, () => {
  for (const [what, load] of Object.entries(FILES))
    describe(what, async () => {
      await load()
    })
})
