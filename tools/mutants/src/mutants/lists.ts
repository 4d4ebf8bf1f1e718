import type { Mutant } from '../mutant.ts'

const EVENT = 'services/event/src/application'
const VERIFY = 'packages/audit/test/verify.test.ts'

/** Lists, whose they are, and the audit. */
export const lists: readonly Mutant[] = [
  {
    name: 'page-token-not-bound',
    breaks: 'a page token is good for its list and filter alone',
    edits: [
      {
        file: 'packages/paging/src/page-token.ts',
        find: 'JSON.stringify([list, position])',
        replace: 'JSON.stringify([typeof list, position])',
      },
    ],
    caughtBy: {
      file: 'services/event/test/claim-lists.test.ts',
      titles: 'a page token is good for its list',
    },
  },
  {
    name: 'page-token-tampered-with',
    breaks: 'a page token whose position was changed is none',
    edits: [
      {
        file: 'packages/paging/src/page-token.ts',
        find: 'JSON.stringify([list, position])',
        replace: 'JSON.stringify([list, position.length])',
      },
    ],
    caughtBy: { file: 'services/event/test/claim-lists.test.ts', titles: 'tampered with' },
  },
  {
    name: 'owner-group-dropped-from-events',
    breaks: 'operators of a group see its events, and no others',
    edits: [
      {
        file: `${EVENT}/events/visible-events.ts`,
        find: 'items.filter(({ value }) => isVisible(value, changes))',
        replace: 'items',
      },
    ],
    caughtBy: { file: 'services/event/test/event-owners.test.ts', titles: '' },
  },
  {
    name: 'owner-group-dropped-from-claims',
    breaks: 'operators of a group see the claims at its events, and no others',
    edits: [
      {
        file: `${EVENT}/claims/pages-within.ts`,
        find: "if (scope === 'everywhere') return pages",
        replace: 'if (scope !== undefined) return pages',
      },
    ],
    caughtBy: { file: 'services/event/test/claim-owners.test.ts', titles: '' },
  },
  {
    name: 'audit-hash-not-checked',
    breaks: 'an entry of the audit that was edited is found',
    edits: [
      {
        file: 'packages/audit/src/verify.ts',
        find: 'link.hash !== hashOf(link)',
        replace: "link.hash === ''",
      },
    ],
    caughtBy: { file: VERIFY, titles: '' },
  },
  {
    name: 'audit-links-not-followed',
    breaks: 'an edit of the audit whose hash was made to fit is found',
    edits: [
      {
        file: 'packages/audit/src/verify.ts',
        find: "link.previousHash !== (last?.hash ?? '')",
        replace: "link.previousHash === '?'",
      },
    ],
    caughtBy: { file: VERIFY, titles: 'whose hash was made to fit' },
  },
  {
    name: 'audit-entry-doubled',
    breaks: 'an entry of the audit whose mover died before it was struck off stands in the chain once',
    edits: [
      {
        file: 'packages/audit/src/chain.ts',
        find: "return error.index === 'by_entry'",
        replace: "return error.index === '?'",
      },
    ],
    caughtBy: { file: 'packages/audit/test/chain.test.ts', titles: 'does not double' },
  },
]
