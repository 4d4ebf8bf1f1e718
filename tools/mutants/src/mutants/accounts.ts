import type { Mutant } from '../mutant.ts'

const AUTH = 'services/auth/src'
const LIMITS = 'services/auth/test/limits.test.ts'

/** Accounts, sessions, and what is tried against them. */
export const accounts: readonly Mutant[] = [
  {
    name: 'refresh-reuse-not-detected',
    breaks: 'a refresh token that comes again after its successor was used ends the session',
    edits: [
      {
        file: `${AUTH}/domain/session.ts`,
        find: "return { outcome: 'reused', next: ended(session, 'REUSED', nowMs) }",
        replace: "return { outcome: 'given', generation: session.generation }",
      },
    ],
    caughtBy: { file: 'services/auth/test/refreshing.test.ts', titles: 'ends the session' },
  },
  {
    name: 'refresh-proof-not-checked',
    breaks: 'a refresh token is one that the session made',
    edits: [
      {
        file: `${AUTH}/domain/refresh-token.ts`,
        find: 'return timingSafeEqual(Buffer.from(proof), Buffer.from(expected))',
        replace: 'return timingSafeEqual(Buffer.from(proof), Buffer.from(proof)) && expected !== ""',
      },
    ],
    caughtBy: { file: 'services/auth/test/refreshing.test.ts', titles: '' },
  },
  {
    name: 'session-life-endless',
    breaks: 'a session ends 30 days after the sign-in, however often it was refreshed',
    edits: [
      {
        file: `${AUTH}/domain/session.ts`,
        find: 'if (nowMs >= endOf(session, use.lives) || generation > session.generation)',
        replace: 'if (endOf(session, use.lives) < 0 || generation > session.generation)',
      },
    ],
    caughtBy: { file: 'services/auth/test/refreshing.test.ts', titles: 'ends with its session' },
  },
  {
    name: 'session-epoch-ignored',
    breaks: 'a change of password ends all sessions but the one it came from',
    edits: [
      {
        file: `${AUTH}/domain/session-epoch.ts`,
        find: 'return epoch < (user.sessionEpoch ?? 0) && sessionId !== user.keptSessionId',
        replace: 'return epoch < 0 && sessionId !== user.keptSessionId',
      },
    ],
    caughtBy: { file: 'services/auth/test/password-changes.test.ts', titles: '' },
  },
  {
    name: 'device-budget-ignored',
    breaks: 'a known device is not held up by what strangers fail at',
    edits: [
      {
        file: `${AUTH}/domain/attempts/limits.ts`,
        find: "if (device !== undefined) return limitOf('signInsPerDevice', device, passwords)",
        replace: "if (device === '') return limitOf('signInsPerDevice', device, passwords)",
      },
    ],
    caughtBy: { file: LIMITS, titles: 'is not held up by what strangers fail at' },
  },
  {
    name: 'device-proof-not-checked',
    breaks: 'a device is known by a token of ours for this user',
    edits: [
      {
        file: `${AUTH}/application/devices.ts`,
        find: 'proof.length === expected.length && timingSafeEqual(proof, expected)',
        replace: 'proof.length === expected.length && timingSafeEqual(proof, proof)',
      },
    ],
    caughtBy: { file: LIMITS, titles: 'is none by a token of another user' },
  },
  {
    name: 'rate-limit-off',
    breaks: 'what is tried too often is refused for a while',
    edits: [
      {
        file: `${AUTH}/application/limiter.ts`,
        find: 'if (longest) throw rateLimited',
        replace: 'if (longest && longest.waitMs < 0) throw rateLimited',
      },
    ],
    caughtBy: { file: LIMITS, titles: 'has to wait after several failures' },
  },
  {
    name: 'guesses-counted-late',
    breaks: 'of many guesses at once no more are checked than may be',
    edits: [
      {
        file: `${AUTH}/application/limiter.ts`,
        find: 'return waitMs > 0 ? undefined : withCount',
        replace: 'waitMs = 0\n    return withCount',
      },
    ],
    caughtBy: { file: LIMITS, titles: 'lets no more guesses through than are free' },
  },
  {
    name: 'last-admin-dismissed',
    breaks: 'there is always somebody with the role ADMIN',
    edits: [
      {
        file: `${AUTH}/domain/administrators.ts`,
        find: 'members.length === 1 && members[0] === change.userId',
        replace: 'members.length === 0 && members[0] === change.userId',
      },
    ],
    caughtBy: { file: 'services/auth/test/last-admin-model.test.ts', titles: '' },
  },
  {
    name: 'revoked-key-published',
    breaks: 'a signing key that was revoked is published no more',
    edits: [
      {
        file: `${AUTH}/domain/key-ring.ts`,
        find: 'const others = ring.keys.filter(key => key.kid !== kid)',
        replace: 'const others = ring.keys',
      },
    ],
    caughtBy: { file: 'services/auth/test/revoked-keys.test.ts', titles: 'what a revoked key signed' },
  },
]
