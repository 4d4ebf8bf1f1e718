import { AuthService } from '@rewards/contracts/auth'
import type { Channel } from './channel.ts'
import { createClient } from './client.ts'
import type { KeySource } from './key-set.ts'

/** The keys as auth publishes them, over a channel to it that was opened for `AuthService`. */
export function signingKeysOf(channel: Channel): KeySource {
  const auth = createClient(AuthService, channel)
  return async () => {
    const { keys } = await auth.getSigningKeys({})
    return { keys: keys.map(({ kid, kty, crv, x, y, alg }) => ({ kid, kty, crv, x, y, alg })) }
  }
}
