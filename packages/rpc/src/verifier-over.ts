import type { Life } from '@rewards/process'
import type { Channel } from './channel.ts'
import { CurrentAccess } from './current-access.ts'
import { KeySet } from './key-set.ts'
import { accessModelOf } from './remote-access-model.ts'
import { AccessWatch, type AccessWatchOptions } from './revocation/access-watch.ts'
import { refusingRevoked } from './revocation/refusing-revoked.ts'
import { accessChangesOf } from './revocation/remote-changes.ts'
import { signingKeysOf } from './signing-keys.ts'
import { createTokenVerifier, type TokenVerifier, type TokenVerifierOptions } from './token-verifier.ts'

export interface RemoteVerifierOptions extends Pick<TokenVerifierOptions, 'issuer' | 'audience' | 'now'> {
  /** Hints that access changed. Not given: none, so that auth is asked and nothing else. */
  readonly onHint?: AccessWatchOptions['onHint']
}

/** A verifier with what auth says of keys, roles, groups and changed access, over a channel to it. Auth may come and go. */
export function verifierOver(
  auth: Channel,
  { onHint, ...options }: RemoteVerifierOptions,
  { logger, onStop }: Pick<Life, 'logger' | 'onStop'>,
): TokenVerifier {
  const { now } = options
  const keys = new KeySet({ source: signingKeysOf(auth), now, logger })
  const access = new CurrentAccess({ source: accessModelOf(auth), logger, onHint })
  const watch = new AccessWatch({ source: accessChangesOf(auth), now, logger, onHint })
  onStop('questions for roles and groups', () => access.stop())
  onStop('questions for access changes', () => watch.stop())
  return refusingRevoked(createTokenVerifier({ ...options, keys, access }), watch)
}
