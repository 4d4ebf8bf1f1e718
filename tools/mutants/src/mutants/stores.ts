import type { Mutant } from '../mutant.ts'

const STORE = 'packages/store/src'
const REPEATS = { file: 'packages/store/test/repeat-unknown.test.ts', titles: '' }
const CONTRACT = { file: 'packages/store/test/sqlite-contract.test.ts', titles: '' }
const MONGODB = { file: 'packages/store/test/mongodb-writes.test.ts', titles: '' }

/** What a write is, and what is said of one. */
export const stores: readonly Mutant[] = [
  {
    name: 'unknown-read-as-failed',
    breaks: 'a write without an answer is not said to have failed',
    edits: [
      {
        file: `${STORE}/repeat-unknown.ts`,
        find: 'return await untilKnown(write, error, surroundings.now() + patienceMs, surroundings)',
        replace: 'throw new StoreUnavailable(error)',
      },
    ],
    caughtBy: REPEATS,
  },
  {
    name: 'unknown-read-as-ok',
    breaks: 'a write without an answer is not said to have taken place',
    edits: [
      {
        file: `${STORE}/repeat-unknown.ts`,
        find: 'if (now() >= deadline) throw unknown',
        replace: 'if (now() >= deadline) return undefined as R',
      },
    ],
    caughtBy: REPEATS,
  },
  {
    name: 'repeat-believed',
    breaks: 'that a repeat wrote nothing says nothing of the first try',
    edits: [
      {
        file: `${STORE}/repeat-unknown.ts`,
        find: 'error instanceof OutcomeUnknown || error instanceof StoreUnavailable',
        replace: 'error instanceof OutcomeUnknown',
      },
    ],
    caughtBy: REPEATS,
  },
  {
    name: 'group-answered-before-commit',
    breaks: 'nobody of a group is answered before the commit',
    edits: [
      {
        file: `${STORE}/sqlite/group-commit.ts`,
        find: 'this.#waiting.push({ run: operation, settle })',
        replace:
          'const run = () => {\n        const value = operation()\n        resolve(value)\n        return value\n      }\n      this.#waiting.push({ run, settle })',
      },
    ],
    caughtBy: { file: 'packages/store/test/sqlite-group.test.ts', titles: '' },
  },
  {
    name: 'synchronous-off',
    breaks: 'a commit is synced before it is answered',
    edits: [
      { file: `${STORE}/sqlite/prepare-file.ts`, find: 'synchronous = FULL', replace: 'synchronous = OFF' },
    ],
    caughtBy: { file: 'packages/store/test/sqlite-file.test.ts', titles: 'is synced at every commit' },
  },
  {
    name: 'operation-id-ignored',
    breaks: 'a repeat of a write that took place writes nothing more',
    edits: [
      {
        file: `${STORE}/sqlite/collection.ts`,
        find: 'if (kept?.operations.includes(operationId)) return { written: true, stored: current }',
        replace: '',
      },
    ],
    caughtBy: CONTRACT,
  },
  {
    name: 'insert-overwrites',
    breaks: 'an insert writes nothing where there is a document already',
    edits: [
      {
        file: `${STORE}/sqlite/collection.ts`,
        find: 'if (current !== undefined) return current.operations.includes(operationId)\n      this.#documents.put(id, undefined, value, operationId)',
        replace: 'this.#documents.put(id, current, value, operationId)',
      },
    ],
    caughtBy: CONTRACT,
  },
  {
    name: 'mongodb-rev-not-named',
    breaks: 'a write names the rev that it was decided on',
    edits: [
      {
        file: `${STORE}/mongodb/documents.ts`,
        find: 'replaceOne({ _id: next.id, rev }, document',
        replace: 'replaceOne({ _id: next.id }, document',
      },
    ],
    caughtBy: { file: 'packages/store/test/mongodb-contract.test.ts', titles: '' },
  },
  {
    name: 'mongodb-loser-not-asked',
    breaks: 'who lost an insert says so only when a majority has the winner',
    edits: [
      {
        file: `${STORE}/mongodb/guarded-writes.ts`,
        find: 'if (winner !== undefined) return winner.operations.includes(operationId)',
        replace: 'return winner?.operations.includes(operationId) ?? false',
      },
    ],
    caughtBy: MONGODB,
  },
  {
    name: 'mongodb-write-concern-off',
    breaks: 'a write is answered when a majority has it in its journal',
    edits: [
      {
        file: `${STORE}/mongodb/settings.ts`,
        find: "writeConcern: { w: 'majority', journal: true,",
        replace: 'writeConcern: { w: 1, journal: true,',
      },
    ],
    caughtBy: { file: 'packages/store/test/mongodb-commands.test.ts', titles: '' },
  },
]
