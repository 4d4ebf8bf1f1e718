import type { Mutant } from '../mutant.ts'

const RPC = 'packages/rpc/src'
const TOKENS = 'packages/rpc/test/tokens.test.ts'

/** Who calls, and what they may. */
export const callers: readonly Mutant[] = [
  {
    name: 'audience-not-checked',
    breaks: 'a token for somebody else is none',
    edits: [{ file: `${RPC}/token-verifier.ts`, find: 'audience: options.audience,', replace: '' }],
    caughtBy: { file: TOKENS, titles: 'audience' },
  },
  {
    name: 'issuer-not-checked',
    breaks: 'a token of another issuer is none',
    edits: [{ file: `${RPC}/token-verifier.ts`, find: 'issuer: options.issuer,', replace: '' }],
    caughtBy: { file: TOKENS, titles: 'of another issuer' },
  },
  {
    name: 'algorithm-not-checked',
    breaks: 'a token is of the one algorithm: an HMAC whose secret is the public key is none',
    edits: [
      { file: `${RPC}/token-verifier.ts`, find: "algorithms: ['ES256'],", replace: '' },
      {
        file: `${RPC}/token-verifier.ts`,
        find: 'Promise<CryptoKey> {',
        replace: 'Promise<CryptoKey | Uint8Array> {',
      },
      {
        file: `${RPC}/token-verifier.ts`,
        find: "if (!key) throw invalid('is not signed with a key of ours')",
        replace:
          "if (!key) throw invalid('is not signed with a key of ours')\n  if (header.alg === 'HS256') return new TextEncoder().encode(await exportSPKI(key))",
      },
      {
        file: `${RPC}/token-verifier.ts`,
        find: 'import { errors, type JWTHeaderParameters',
        replace: 'import { errors, exportSPKI, type JWTHeaderParameters',
      },
    ],
    caughtBy: { file: TOKENS, titles: 'signed with HS256' },
  },
  {
    name: 'expiry-forgotten',
    breaks: 'a token that is remembered ends with its time all the same',
    edits: [
      {
        file: `${RPC}/verified-tokens.ts`,
        find: 'if (!claims || claims.expiresAtMs > this.#now()) return claims',
        replace: 'if (!claims || claims.expiresAtMs > 0) return claims',
      },
    ],
    caughtBy: { file: TOKENS, titles: 'not longer though it is remembered' },
  },
  {
    name: 'key-cached-for-ever',
    breaks: 'a signing key that was removed counts no more',
    edits: [
      {
        file: `${RPC}/key-set.ts`,
        find: 'ageMs > this.#options.maxAgeMs',
        replace: 'ageMs > Number.POSITIVE_INFINITY',
      },
    ],
    caughtBy: { file: 'packages/rpc/test/keys.test.ts', titles: 'a key that was removed counts no more' },
  },
  {
    name: 'revocation-ignored',
    breaks: 'a token that was revoked counts no more',
    edits: [
      { file: `${RPC}/revocation/refusing-revoked.ts`, find: 'if (refusal) throw refusal', replace: '' },
    ],
    caughtBy: { file: 'packages/rpc/test/revocation/serving.test.ts', titles: '' },
  },
  {
    name: 'ended-session-counts',
    breaks: 'a token of a session that ended counts no more',
    edits: [
      {
        file: `${RPC}/revocation/revocations.ts`,
        find: 'this.#sessions.get(sessionId) === true)',
        replace: 'this.#sessions.get(userId) === true)',
      },
    ],
    caughtBy: { file: 'packages/rpc/test/revocation/revocations.test.ts', titles: '' },
  },
  {
    name: 'policy-skipped-for-one-method',
    breaks: 'every method asks for what its policy says',
    edits: [
      {
        file: `${RPC}/serve.ts`,
        find: 'const refusal = authorize(method, caller)',
        replace: "const refusal = method.name === 'SetSimulation' ? undefined : authorize(method, caller)",
      },
    ],
    caughtBy: { file: 'services/reward/test/policies.test.ts', titles: '' },
  },
  {
    name: 'policy-skipped-at-the-gateway',
    breaks: 'the gateway lets nobody through who may not call a method',
    edits: [
      {
        file: 'services/gateway/src/edge/policy-gate.ts',
        find: 'const refusal = authorize(method, call.caller) ??',
        replace: 'const refusal = (authorize(method, undefined) && undefined) ??',
      },
    ],
    caughtBy: { file: 'services/gateway/test/policy.test.ts', titles: '' },
  },
  {
    name: 'frozen-account-writes',
    breaks: 'an account that may only read changes nothing',
    edits: [
      {
        file: `${RPC}/policy.ts`,
        find: 'if (caller.readOnlyAs !== undefined && !readOnlyAccounts && !isReading(method))',
        replace: "if (caller.readOnlyAs === '')",
      },
    ],
    caughtBy: { file: 'packages/rpc/test/policy.test.ts', titles: '' },
  },
  {
    name: 'gateway-rate-limit-off',
    breaks: 'a user who calls too much is refused for a while',
    edits: [
      {
        file: 'services/gateway/src/rates/call-limits.ts',
        find: 'const retryAfterMs = await counter.count(key)',
        replace: 'const retryAfterMs = (await counter.count(key)) && undefined',
      },
    ],
    caughtBy: { file: 'services/gateway/test/rates.test.ts', titles: '' },
  },
]
