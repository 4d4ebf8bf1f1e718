import { AccessFeedService, AuthService } from '@rewards/contracts/auth'
import type { Clock, Life } from '@rewards/process'
import { openChannel } from './channel.ts'
import type { AccessWatchOptions } from './revocation/access-watch.ts'
import type { InnerTls } from './tls/inner-tls.ts'
import type { TokenVerifier } from './token-verifier.ts'
import { verifierOver } from './verifier-over.ts'

/** What a service's configuration says of tokens. */
export interface VerifierConfig {
  /** `host:port` of each replica of auth. */
  readonly authAddresses: readonly string[]
  readonly tokenIssuer: string
  readonly tokenAudience: string
}

export interface VerifierSurroundings {
  readonly now: Clock
  readonly tls: InnerTls | undefined
  /** Hints that access changed. */
  readonly onHint?: AccessWatchOptions['onHint']
}

/** The verifier of a service: with what auth says of keys, roles, groups and changed access, over a channel that `life` closes. Auth may come and go. */
export function openVerifier(
  { authAddresses: addresses, tokenIssuer: issuer, tokenAudience: audience }: VerifierConfig,
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
  { now, tls, onHint }: VerifierSurroundings,
): TokenVerifier {
  const auth = openChannel({ addresses, services: [AuthService, AccessFeedService], tls })
  onStop('channel to auth', () => auth.close())
  return verifierOver(auth, { issuer, audience, now, onHint }, { logger, onStop })
}
