import type { TokenVerifier } from '../token-verifier.ts'
import type { AccessWatch } from './access-watch.ts'

/** The verifier, refusing also what was revoked, and telling who holds on to such a token. */
export function refusingRevoked(verifier: TokenVerifier, watch: AccessWatch): TokenVerifier {
  return {
    async verify(token) {
      const caller = await verifier.verify(token)
      await watch.ready()
      const refusal = watch.refusalOf(caller)
      if (refusal) throw refusal
      return caller
    },
    onRevoked: (caller, end) => watch.onRevoked(caller, end),
  }
}
