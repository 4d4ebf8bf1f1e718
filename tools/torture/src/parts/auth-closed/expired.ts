import { setTimeout as sleep } from 'node:timers/promises'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { untilFinal } from '../../gateways/until-final.ts'
import type { World } from '../../system/world.ts'

/** A key of this life gives a token that ends with it. */
const KEY_LIVES_MS = 65_000
/** Clocks may differ by so much. */
const LEEWAY_MS = 60_000

/** A token that the system made, of a key that ended: expired by any clock. Takes two minutes. */
export async function expiredToken({ gateways, operator, signal }: World): Promise<string> {
  const options = await operator.options(signal)
  const about = { idempotencyKey: 'short-lived', displayName: 'Short-lived', partner: 'short-lived' }
  const { serviceAccount } = await untilFinal(
    'the making of a service account',
    () => gateways.any().serviceAccounts.createServiceAccount(about, options),
    signal,
  )
  const key = {
    serviceAccountId: serviceAccount?.serviceAccountId ?? '',
    displayName: 'short-lived',
    scopes: ['token.exchange'],
    expiresAt: timestampFromMs(Date.now() + KEY_LIVES_MS),
  }
  const made = () => gateways.any().serviceAccounts.createApiKey(key, options)
  const { secret: apiKey } = await untilFinal('the making of a key', made, signal)
  const exchange = () => gateways.any().tokens.exchangeApiKey({ apiKey })
  const { accessToken } = await untilFinal('the exchange of an API key', exchange, signal)
  await sleep(KEY_LIVES_MS + LEEWAY_MS + 2_000, undefined, { signal })
  return accessToken
}
