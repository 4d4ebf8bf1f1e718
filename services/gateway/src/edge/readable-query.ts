import { base64Decode } from '@bufbuild/protobuf/wire'
import { RewardsError } from '@rewards/errors'
import type { HttpRequest } from '../listen/one-port.ts'

/** The refusal of a GET whose message says to be base64 and is not: Connect would call that `internal`. */
export function refusalOfQuery({
  method,
  url = '',
}: Pick<HttpRequest, 'method' | 'url'>): RewardsError | undefined {
  const at = url.indexOf('?')
  if (method !== 'GET' || at < 0) return undefined
  const query = new URLSearchParams(url.slice(at))
  if (query.get('base64') !== '1') return undefined
  try {
    base64Decode(query.get('message') ?? '')
    return undefined
  } catch (cause) {
    return new RewardsError('invalid_argument', 'MALFORMED_REQUEST', 'the message is no base64', { cause })
  }
}
