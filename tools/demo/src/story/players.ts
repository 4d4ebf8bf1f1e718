import { SubjectTokenType } from '@rewards/contracts/auth'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Stage } from './stage.ts'

const EXCHANGES_AT_ONCE = 16
/** What the shop does: it tells who its players are, and what they bought. */
const SCOPES = ['token.exchange', 'activity.write']

/** The shop's service account, made by the administrator, with a token for its API key. */
export async function makeService({ gateway, run }: Stage, admin: Caller): Promise<Caller> {
  const { serviceAccounts, tokens } = gateway
  const about = { idempotencyKey: `demo-${run}`, displayName: 'Demo shop', partner: `demo-${run}` }
  const made = await untilFinal(() => serviceAccounts.createServiceAccount(about, gateway.as(admin)), gateway)
  const serviceAccountId = made.serviceAccount?.serviceAccountId ?? ''
  const key = { serviceAccountId, displayName: 'demo', scopes: SCOPES }
  const { secret: apiKey } = await untilFinal(
    () => serviceAccounts.createApiKey(key, gateway.as(admin)),
    gateway,
  )
  const { accessToken } = await untilFinal(() => tokens.exchangeApiKey({ apiKey }, gateway.anyone), gateway)
  return callerOf(serviceAccountId, accessToken)
}

/** The shop's first `count` players, each with a token that the shop got for them. */
export async function playersOf(stage: Stage, service: Caller, count: number): Promise<Caller[]> {
  const { gateway, progress } = stage
  const cameIn = progress.counter('players', count)
  const playerIds = Array.from({ length: count }, (_, i) => `player-${i}`)
  return sideBySide(playerIds, EXCHANGES_AT_ONCE, async playerId => {
    const request = { subjectToken: playerId, subjectTokenType: SubjectTokenType.PLAYER_ID }
    const exchange = () => gateway.tokens.exchangeToken(request, gateway.as(service))
    const { userId, accessToken } = await untilFinal(exchange, gateway)
    cameIn()
    return callerOf(userId, accessToken)
  })
}

function callerOf(userId: string, token: string): Caller {
  if (userId === '' || token === '') throw new DemoError('a token was asked for, and none came')
  return { userId, token }
}
