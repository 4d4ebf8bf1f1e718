/** Something that the system promises. */
export interface Promised {
  readonly no: number
  readonly promise: string
  /** What keeps it. */
  readonly keptBy: string
  /** The parts of the torture that show it, by their names. */
  readonly parts: readonly string[]
  /** The test files of `npm test` that show it at a smaller scale, or show what keeps it. */
  readonly tests: readonly string[]
  /** What the parts do at scale 1, and what must come of it. */
  readonly full: string
}

/** All of them, by their numbers. */
export const PROMISES: readonly Promised[] = [
  {
    no: 1,
    promise: 'An accepted claim survives',
    keptBy:
      'The caller is answered only after a write that a majority has in its journal; with SQLite after the synced commit.',
    parts: ['kills', 'crash-points', 'faults-mixed'],
    tests: ['tools/torture/test/kills.test.ts', 'packages/store/test/sqlite-group.test.ts'],
    full: '1,000 kills (SIGKILL) of every process in turn, over 100,000 claims: no accepted one is missing',
  },
  {
    no: 2,
    promise: 'One claim for each user, event and slot',
    keptBy: "The claim's id says it all; who loses the race gets the winner's claim.",
    parts: ['kills', 'one-claim', 'crash-points', 'faults-mixed'],
    tests: ['services/event/test/claim-at-once.test.ts', 'services/event/test/claim-two-processes.test.ts'],
    full: '64 callers for each of 5,000 pairs, over two event processes: one document each; with one key 64 equal answers, without keys one acceptance and 63 refusals that carry the same claim',
  },
  {
    no: 3,
    promise: 'Nothing is granted twice',
    keptBy:
      'A grant is inserted once under the id of claim and reward and then changed under its revision; the provider is called under that id.',
    parts: ['kills', 'granted-once', 'crash-points', 'faults-mixed'],
    tests: ['services/reward/test/granting.test.ts', 'tools/model/test/model.test.ts'],
    full: 'every message delivered one to five times, shuffled, workers paused past their leases: 100,000 claims, 200,000 duplicates, none granted twice',
  },
  {
    no: 4,
    promise: 'Nothing accepted is lost though the broker loses everything',
    keptBy: 'The sweep asks again until the claim is closed; a grant that is there answers again.',
    parts: ['broker-lost', 'faults-mixed'],
    tests: ['test/claims-outages.test.ts', 'services/event/test/claim-messages.test.ts'],
    full: "the broker's storage wiped or rolled back 50 times under load: nothing lost, all closed within two sweeps and 60 s",
  },
  {
    no: 5,
    promise: 'Never over stock, and no unit leaks',
    keptBy: 'Units are held in bounded sets of claim and attempt; the scan alone frees them.',
    parts: ['kills', 'stock', 'crash-points', 'faults-mixed'],
    tests: ['services/event/test/claim-stock.test.ts', 'services/event/test/event-stock-property.test.ts'],
    full: '50 rewards of 100 units, 10,000 claimers who ask until the answer is final, 5 % of grants rejected, 300 kills: never over in any sample; when quiet the holders are those who were granted, and as many units are out as stock or demand allows',
  },
  {
    no: 6,
    promise: '"Fully granted" is exact and never goes back',
    keptBy: 'Outcomes are merged by reward and attempt in one guarded write; what was granted only grows.',
    parts: ['fully-granted', 'crash-points'],
    tests: ['tools/model/test/model.test.ts', 'services/event/test/claim-messages.test.ts'],
    full: '10,000 random sequences of outcomes, permuted and doubled: none ends differently',
  },
  {
    no: 7,
    promise: 'A poison message neither blocks nor vanishes',
    keptBy: 'Dead letters of our own, which an operator can replay; the broker is not asked to give up.',
    parts: ['poison', 'bad-bytes'],
    tests: ['packages/messaging/test/dead-letters.test.ts', 'services/reward/test/dead-letters.test.ts'],
    full: '1 % of the messages cannot be read: all of them are in the dead letters, the others take less than twice their time',
  },
  {
    no: 8,
    promise: 'It heals itself',
    keptBy:
      'Connections are sought for ever, pings and a watchdog find silent ones, services wait a second at most between tries.',
    parts: ['heals'],
    tests: [
      'packages/messaging/test/healing.test.ts',
      'test/claims-outages.test.ts',
      'test/bad-networks.test.ts',
    ],
    full: 'the broker down for 5 min, paused for 60 s, behind a black hole, its stream deleted: drained within 60 s of healing, nothing restarted by hand',
  },
  {
    no: 9,
    promise: 'Repeating a call is safe',
    keptBy:
      "The claim's own key, and idempotency keys for each user and method that keep the request's fingerprint and its answer.",
    parts: ['answers-lost', 'faults-mixed'],
    tests: ['services/event/test/claim-keys.test.ts', 'packages/client/test/repeating.test.ts'],
    full: '10 % of the answers dropped after the commit: the repeat has the same answer; the same key with another request is refused, always; each request is in the history once',
  },
  {
    no: 10,
    promise: 'A full disk refuses and never lies',
    keptBy:
      'A write of unknown outcome is repeated under its operation id until it is known; until then the caller is told that the service is unavailable.',
    parts: ['full-disk', 'faults-mixed'],
    tests: ['packages/store/test/sqlite-full-disk.test.ts', 'packages/store/test/repeat-unknown.test.ts'],
    full: '20 runs on a small disk that fills up: no false acceptance, and all closes when there is room again',
  },
  {
    no: 11,
    promise: 'Clocks do not decide',
    keptBy: 'Guards look at state, attempt and revision, never at the time.',
    parts: ['clocks', 'faults-mixed'],
    tests: ['services/event/test/claim-clocks.test.ts'],
    full: 'event, condition and reward an hour ahead or behind: promises 2 to 6 hold, closing may be late',
  },
  {
    no: 12,
    promise: 'Deploys are clean',
    keptBy: 'A process that stops says so, takes nothing new, finishes what it has, and closes.',
    parts: ['deploys'],
    tests: ['test/rolling-restart.test.ts', 'packages/rpc/test/server-life.test.ts'],
    full: '100 rolling restarts under load: no error that a retry does not cure',
  },
  {
    no: 13,
    promise: 'The gateway is bounded',
    keptBy:
      'Limits on what is read, times for the first byte, headers and settings, a longest deadline, rates for each user and address.',
    parts: ['gateway-bounded', 'bad-bytes'],
    tests: [
      'services/gateway/test/bombs.test.ts',
      'services/gateway/test/floods.test.ts',
      'services/gateway/test/silent-peers.test.ts',
    ],
    full: 'gzip bombs, huge headers, slow and silent connections, 10,000 streams: less than 100 MB more memory, the right status, others still served',
  },
  {
    no: 14,
    promise: 'Auth fails closed',
    keptBy:
      'Algorithms, issuer and audience are named; keys rotate; a refresh token that comes twice ends its session; without keys a call is unavailable, never allowed.',
    parts: ['auth-closed', 'bad-bytes'],
    tests: [
      'packages/rpc/test/tokens.test.ts',
      'packages/rpc/test/keys.test.ts',
      'services/auth/test/refreshing.test.ts',
    ],
    full: 'tables of bad tokens (none, HS, expired, foreign): all refused; rotation of keys and a dead auth under load: none refused that is good',
  },
  {
    no: 15,
    promise: 'The tests can see',
    keptBy:
      'Seeded bugs: every guard of the protocol removed, one at a time, in a copy; and the share of all small changes of the rules that the tests see, which does not fall.',
    parts: ['mutants'],
    tests: ['tools/model/test/mutants.test.ts', 'tools/mutants/test/mutation-score.test.ts'],
    full: 'at least 25 mutants of the code: every one is caught by the tests or by a part of the torture',
  },
]
