import type { DescMethod } from '@bufbuild/protobuf'
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt'
import type { Code } from './codes.ts'
import { commentOf } from './comments.ts'
import { type DocumentedError, documentedErrors } from './errors.ts'
import type { Rule } from './who-may-call.ts'

const TOKEN_REASONS = ['TOKEN_MISSING', 'TOKEN_INVALID', 'TOKEN_EXPIRED', 'TOKEN_REVOKED']

/** Why a call may fail: what the method's comment says, what its policy implies, and a request that is none. */
export function errorsOf(method: DescMethod, rule: Rule): DocumentedError[] {
  const documented = documentedErrors(commentOf(method).errors, `${method.parent.typeName}.${method.name}`)
  return [...documented, UNREADABLE, TOO_MUCH, ...refusals(rule), ...refusalsOfReaders(method, rule)]
}

/** What a caller can be refused for before the method begins. */
function refusals(rule: Rule): DocumentedError[] {
  if (rule.kind === 'public' || rule.kind === 'inside') return []
  const unauthenticated = error(
    'unauthenticated',
    TOKEN_REASONS,
    'the token is not there, not ours, too old, or counts no more',
  )
  if (rule.kind === 'authenticated') return [unauthenticated]
  const why = `the caller lacks the permission ${rule.permission}`
  return [unauthenticated, error('permission_denied', ['PERMISSION_DENIED'], why)]
}

/** What an account that may only read is refused for. */
function refusalsOfReaders({ idempotency }: DescMethod, rule: Rule): DocumentedError[] {
  const isReading = idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
  if (rule.kind === 'public' || rule.kind === 'inside') return []
  if (rule.readOnlyAccounts || isReading) return []
  return [error('permission_denied', ['ACCOUNT_READ_ONLY'], 'the account is suspended, or not verified yet')]
}

const TOO_MUCH = error(
  'resource_exhausted',
  ['RATE_LIMITED', 'TOO_MANY_OPEN_CALLS', 'REQUEST_TOO_LARGE'],
  'the caller or its address calls too much, and the details say when to come back; or one request is too large',
)
const UNREADABLE = error('invalid_argument', ['MALFORMED_REQUEST'], 'what came is no such message')

function error(code: Code, reasons: readonly string[], why: string): DocumentedError {
  const text = reasons.length > 0 ? `${reasons.join(', ')}: ${why}` : why
  return { code, reasons, details: [], text }
}
