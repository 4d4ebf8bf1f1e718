import type { Email } from '../../domain/email.ts'
import { withProofAsked } from '../../domain/email-proof.ts'
import { userNotFound } from '../../domain/errors.ts'
import { mailToken } from '../mails.ts'
import type { AuthPorts } from '../ports.ts'

/** What it takes to mail somebody a token. */
export type ProofPorts = Pick<AuthPorts, 'users' | 'mailer' | 'mailUndelivered' | 'newSecret' | 'now'>

/** Mails the user a token at the address, the account's or another. Gives until when it counts. Throws USER_NOT_FOUND, MAIL_TOO_SOON. */
export async function askForProof(ports: ProofPorts, userId: string, email: Email): Promise<number> {
  const secret = ports.newSecret()
  const { stored } = await ports.users.update(
    userId,
    (value, rev) => value && withProofAsked({ value, rev }, email, secret, ports.now()),
  )
  if (!stored?.value.emailProof) throw userNotFound(userId)
  const { expiresAtMs } = stored.value.emailProof
  await mailToken(ports, 'VERIFY_EMAIL', userId, stored.value, { to: email.email, secret, expiresAtMs })
  return expiresAtMs
}
