import type { DescMethod } from '@bufbuild/protobuf'
import { RewardsError } from '@rewards/errors'
import type { Caller } from './caller.ts'
import { isInside, isPublic } from './policy.ts'
import type { TokenVerifier } from './token-verifier.ts'

/**
 * The caller that the `authorization` values name; `undefined` without a token, and for a method that is public or inside,
 * whose token is not looked at. Throws what `verify` says.
 */
export async function identify(
  method: DescMethod,
  authorization: readonly string[],
  verifier: TokenVerifier,
): Promise<Caller | undefined> {
  if (isPublic(method) || isInside(method)) return undefined
  const token = bearerToken(authorization)
  return token === undefined ? undefined : await verifier.verify(token)
}

function bearerToken(authorization: readonly string[]): string | undefined {
  const [value, ...more] = authorization
  if (value === undefined) return undefined
  const token = /^bearer +([^ ,]+)$/i.exec(value)?.[1]
  if (token !== undefined && more.length === 0) return token
  throw new RewardsError(
    'unauthenticated',
    'TOKEN_INVALID',
    'authorization is not one value of the form "Bearer <token>"',
  )
}
