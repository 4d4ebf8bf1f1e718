import { withAuditedCall } from '@rewards/audit'
import { Violations } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import { refreshRefused, refreshReused } from '../domain/errors.ts'
import {
  isGenuine,
  LONGEST_REFRESH_TOKEN,
  type PresentedToken,
  readRefreshToken,
} from '../domain/refresh-token.ts'
import { type Refresh, refresh, type Session } from '../domain/session.ts'
import { isOutdated } from '../domain/session-epoch.ts'
import { withRefusalsCounted } from './count-refusals.ts'
import { deliverVisits } from './deliver-visits.ts'
import { noteUse } from './note-use.ts'
import type { AuthPorts, CameFrom } from './ports.ts'
import { type Tokens, tokensOf } from './tokens.ts'

/**
 * Exchanges a refresh token for the next tokens. A session that ends because an old one came again leaves an audit entry. Throws INVALID_FIELDS, REFRESH_REFUSED, REFRESH_REUSED, ACCOUNT_BANNED,
 * RATE_LIMITED.
 */
export function refreshToken(ports: AuthPorts) {
  return async (given: { refreshToken: string }, from: CameFrom): Promise<Tokens> => {
    const token = checkRefreshToken(given.refreshToken)
    return withRefusalsCounted(ports, from.network, () => next(ports, token, from))
  }
}

async function next(ports: AuthPorts, token: string, from: CameFrom): Promise<Tokens> {
  const presented = readRefreshToken(token)
  if (!presented) throw refreshRefused()
  const { session, generation, isNew } = await withAuditedCall(from.call, () =>
    exchange(ports, presented, from),
  )
  const known = await ports.users.get(session.value.userId)
  if (!known || isOutdated(known.value, session.id, session.value)) throw refreshRefused()
  const user = await noteUse(ports, known)
  const [tokens] = await Promise.all([
    tokensOf(ports, user.value, session.id, session.value, generation),
    isNew ? deliverVisits(ports, session) : undefined,
  ])
  return tokens
}

/** Throws INVALID_FIELDS for what is no token at all; whether it is ours is another question. */
export function checkRefreshToken(given: string): string {
  const violations = new Violations()
  violations.text('refresh_token', given, { min: 1, max: LONGEST_REFRESH_TOKEN })
  violations.throwIfAny()
  return given
}

interface Exchange {
  readonly session: Stored<Session>
  readonly generation: number
  /** False for a repeat: then the call that made the generation delivers its visit. */
  readonly isNew: boolean
}

async function exchange(
  { sessions, sessionLives: lives, now }: AuthPorts,
  presented: PresentedToken,
  { origin }: CameFrom,
): Promise<Exchange> {
  const { sessionId, generation } = presented
  let result: Refresh = { outcome: 'refused' }
  const { stored } = await sessions.update(sessionId, current => {
    result = { outcome: 'refused' }
    if (!current || !isGenuine(presented, current.secret)) return undefined
    result = refresh(current, sessionId, generation, { lives, origin, nowMs: now() })
    return result.outcome === 'refused' ? undefined : result.next
  })
  return answerOf(result, stored)
}

function answerOf(result: Refresh, session: Stored<Session> | undefined): Exchange {
  if (result.outcome === 'reused') throw refreshReused()
  if (result.outcome === 'refused' || !session) throw refreshRefused()
  return { session, generation: result.generation, isNew: result.next !== undefined }
}
