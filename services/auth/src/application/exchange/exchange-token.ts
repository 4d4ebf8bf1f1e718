import { holdingOnly } from '@rewards/access'
import { Violations } from '@rewards/errors'
import type { Player } from '../../domain/player.ts'
import { partnerOf } from '../../domain/service-account.ts'
import { noPartner } from '../../domain/service-account-errors.ts'
import { subjectOf } from '../../domain/subject.ts'
import { signAccessToken } from '../access-token.ts'
import { noteUse } from '../note-use.ts'
import type { AuthPorts, SubjectTokenType } from '../ports.ts'
import type { Exchanged } from './exchange-api-key.ts'
import { openPlayerSession } from './open-player-session.ts'
import { playerUser } from './player-user.ts'

export interface ExchangeTokenRequest {
  readonly subjectToken: string
  /** `undefined`: of a type that this version does not know. */
  readonly subjectTokenType: SubjectTokenType | undefined
}

/**
 * Exchanges what a partner knows of a player for a token of that player. Whatever the caller or the player may do, it has the
 * role USER alone and is restricted to no permission at all. Throws INVALID_FIELDS, NO_PARTNER, ACCOUNT_BANNED,
 * ACCOUNT_DELETED.
 */
export function exchangeToken(ports: AuthPorts) {
  return async (request: ExchangeTokenRequest, actorId: string): Promise<Exchanged> => {
    const player = await playerOf(ports, request, actorId)
    const user = await playerUser(ports, player)
    const { id: userId, value } = user
    const subject = subjectOf(userId, value, ports.now())
    await noteUse(ports, user)
    const sessionId = await openPlayerSession(ports, user)
    const nothing = { ...holdingOnly('USER'), permissions: [] }
    const access = await signAccessToken(ports, { ...subject, ...nothing, sessionId, actorId })
    return { userId, access }
  }
}

/** Who is meant: the caller's document says now whose players it speaks of, whatever its token says. */
async function playerOf(ports: AuthPorts, request: ExchangeTokenRequest, actorId: string): Promise<Player> {
  const { subjectToken, type } = check(request)
  const actor = await ports.users.get(actorId)
  const partner = actor && partnerOf(actor.value, ports.now())
  if (partner === undefined) throw noPartner()
  return { partner, subject: await ports.subjectTokens[type].subjectOf(subjectToken, partner) }
}

function check({ subjectToken, subjectTokenType: type }: ExchangeTokenRequest) {
  const violations = new Violations()
  violations.text('subject_token', subjectToken, { min: 1, max: 200 })
  if (type === undefined)
    violations.add('subject_token_type', 'is no type of a subject token; allowed is PLAYER_ID')
  violations.throwIfAny()
  return { subjectToken, type: type ?? 'PLAYER_ID' }
}
