import type { Mutant } from '../mutant.ts'

const EVENT = 'services/event/src'
const KEYS = 'services/event/test/claim-keys.test.ts'

/** Claims and events: who gets which answer, once. */
export const claims: readonly Mutant[] = [
  {
    name: 'claim-id-not-deterministic',
    breaks: 'one claim for each event and user',
    edits: [
      {
        file: `${EVENT}/application/claims/open.ts`,
        find: 'const id = claimId(opening.eventId, opening.userId)',
        replace: "const id = claimId(opening.eventId, opening.userId, ports.newId('slot'))",
      },
    ],
    caughtBy: { scenarios: 20_000 },
  },
  {
    name: 'key-not-scoped-to-user',
    breaks: 'a key means nothing to another user',
    edits: [
      {
        file: `${EVENT}/application/claims/refuse.ts`,
        find: `return \`\${eventId}:\${userId}:\${hash`,
        replace: `return \`\${eventId}:\${userId.slice(0, 0)}:\${hash`,
      },
    ],
    caughtBy: { file: KEYS, titles: 'a refusal under a key means nothing' },
  },
  {
    name: 'key-not-scoped-to-event',
    breaks: 'a key means nothing at another event',
    edits: [
      {
        file: `${EVENT}/application/claims/refuse.ts`,
        find: `return \`\${eventId}:\${userId}:\${hash`,
        replace: `return \`\${eventId.slice(0, 0)}:\${userId}:\${hash`,
      },
    ],
    caughtBy: { file: KEYS, titles: 'a refusal under a key means nothing' },
  },
  {
    name: 'key-not-scoped-to-caller',
    breaks: 'a key of CreateEvent means nothing to another caller',
    edits: [
      {
        file: `${EVENT}/application/events/fingerprint.ts`,
        find: 'hashOf([userId, idempotencyKey]',
        replace: 'hashOf([userId.slice(0, 0), idempotencyKey]',
      },
    ],
    caughtBy: { file: 'services/event/test/event-create.test.ts', titles: '' },
  },
  {
    name: 'key-not-scoped-to-method',
    breaks: 'a change is a repeat only of the same method on the same revision',
    edits: [
      {
        file: `${EVENT}/domain/event-change.ts`,
        find: 'made.expectedRevision === change.expectedRevision && made.fingerprint === change.fingerprint',
        replace: 'made.expectedRevision === change.expectedRevision',
      },
    ],
    caughtBy: { file: 'services/event/test/event-change.test.ts', titles: '' },
  },
  {
    name: 'key-reused-for-another-request',
    breaks: 'a key of CreateEvent stands for one request',
    edits: [
      {
        file: `${EVENT}/application/events/create-event.ts`,
        find: 'if (stored.value.fingerprint !== print) throw keyReused(stored.id)',
        replace: '',
      },
    ],
    caughtBy: { file: 'services/event/test/event-create.test.ts', titles: '' },
  },
  {
    name: 'refusal-not-recorded-once',
    breaks: 'the refusal that a key got first stands',
    edits: [
      {
        file: `${EVENT}/application/claims/claim-reward.ts`,
        find: 'if (refusal) throw new RequestRefused(refusal, claim)',
        replace: '',
      },
    ],
    caughtBy: { file: KEYS, titles: '' },
  },
  {
    name: 'rev-not-checked-in-an-update',
    breaks: 'an event is changed on the revision that the caller has seen',
    edits: [
      {
        file: `${EVENT}/domain/event-change.ts`,
        find: 'if (event.revision !== expectedRevision) throw revisionMismatch(expectedRevision, event.revision)',
        replace: 'if (expectedRevision < 1) throw revisionMismatch(expectedRevision, event.revision)',
      },
    ],
    caughtBy: { file: 'services/event/test/event-change.test.ts', titles: '' },
  },
  {
    name: 'condition-not-asked',
    breaks: 'who does not meet the conditions is refused',
    edits: [
      {
        file: `${EVENT}/application/claims/claim-reward.ts`,
        find: 'if (met) return\n',
        replace: 'if (met !== undefined) return\n',
      },
    ],
    caughtBy: { file: KEYS, titles: 'a condition that is not met' },
  },
  {
    name: 'window-not-looked-at',
    breaks: 'claims are taken while the event is ACTIVE and its window is open',
    edits: [
      {
        file: `${EVENT}/domain/event.ts`,
        find: '&& nowMs < event.endsAtMs',
        replace: '',
      },
    ],
    caughtBy: { file: 'services/event/test/claim-clocks.test.ts', titles: 'is judged by its window' },
  },
  {
    name: 'others-claims-shown',
    breaks: 'a claim is shown to its user, and to who may read there',
    edits: [
      {
        file: `${EVENT}/application/claims/get-claim.ts`,
        find: 'if (userId === viewer.userId || (await',
        replace: 'if (userId !== "" || (await',
      },
    ],
    caughtBy: { file: 'services/event/test/claim-lists.test.ts', titles: 'for others it is not there' },
  },
]
