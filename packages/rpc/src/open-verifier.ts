import { AuthService } from '@rewards/contracts/auth'
import type { Clock, Life } from '@rewards/process'
import { openChannel } from './channel.ts'
import { KeySet } from './key-set.ts'
import { signingKeysOf } from './signing-keys.ts'
import type { InnerTls } from './tls/inner-tls.ts'
import { createTokenVerifier, type TokenVerifier } from './token-verifier.ts'

/** What a service's configuration says of tokens. */
export interface VerifierConfig {
  /** `host:port` of each replica of auth. */
  readonly authAddresses: readonly string[]
  readonly tokenIssuer: string
  readonly tokenAudience: string
}

/** The verifier of a service: with auth's keys, over a channel that `life` closes. Auth may come and go. */
export function openVerifier(
  { authAddresses: addresses, tokenIssuer: issuer, tokenAudience: audience }: VerifierConfig,
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
  now: Clock,
  tls: InnerTls | undefined,
): TokenVerifier {
  const auth = openChannel({ addresses, services: [AuthService], tls })
  onStop('channel to auth', () => auth.close())
  const keys = new KeySet({ source: signingKeysOf(auth), now, logger })
  return createTokenVerifier({ keys, issuer, audience, now })
}
