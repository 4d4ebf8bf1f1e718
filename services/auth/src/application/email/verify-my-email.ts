import { noEmail } from '../../domain/account-errors.ts'
import { userNotFound } from '../../domain/errors.ts'
import { askForProof, type ProofPorts } from './ask-for-proof.ts'

/** Mails the caller a token at their address; `undefined` when it is verified already. Throws USER_NOT_FOUND, NO_EMAIL, MAIL_TOO_SOON. */
export function verifyMyEmail(ports: ProofPorts) {
  return async (callerId: string): Promise<number | undefined> => {
    const user = await ports.users.get(callerId)
    if (!user) throw userNotFound(callerId)
    if (user.value.emailVerifiedAtMs !== undefined) return undefined
    const { email, emailKey } = user.value
    if (email === undefined || emailKey === undefined) throw noEmail()
    return askForProof(ports, callerId, { email, emailKey })
  }
}
