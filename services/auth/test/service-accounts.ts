import { randomUUID } from 'node:crypto'
import { type ApiKey, ServiceAccountService, SubjectTokenType, TokenService } from '@rewards/contracts/auth'
import { createClient, openChannel } from '@rewards/rpc'
import { decodeJwt } from 'jose'
import type { Running } from './running-auth.ts'

export interface CallAs {
  readonly token: string
}

/** What the tests of service accounts call, at one replica. */
export function programsAt({ port }: Running) {
  const services = [ServiceAccountService, TokenService]
  const channel = openChannel({ addresses: [`127.0.0.1:${port}`], services })
  const accounts = createClient(ServiceAccountService, channel)
  const tokens = createClient(TokenService, channel)
  return {
    accounts,
    tokens,
    close: () => channel.close(),
    /** A new account, of a partner if one is named. */
    async account(admin: CallAs, partner = ''): Promise<string> {
      const request = { idempotencyKey: randomUUID(), displayName: 'Shop', partner }
      return (await accounts.createServiceAccount(request, admin)).serviceAccount?.serviceAccountId ?? ''
    },
    /** A new key of it. */
    async key(serviceAccountId: string, admin: CallAs, scopes = ['activity.write']) {
      const request = { serviceAccountId, displayName: 'checkout', scopes }
      const { apiKey, secret } = await accounts.createApiKey(request, admin)
      return { ...(apiKey as ApiKey), secret }
    },
    /** The call options of who exchanged this key. */
    async withKey(apiKey: string): Promise<CallAs> {
      return { token: (await tokens.exchangeApiKey({ apiKey })).accessToken }
    },
    /** What a partner gets for its player. */
    player(subjectToken: string, as: CallAs) {
      const subjectTokenType = SubjectTokenType.PLAYER_ID
      return tokens.exchangeToken({ subjectToken, subjectTokenType }, as)
    },
  }
}

export type Programs = ReturnType<typeof programsAt>

/** Call options of a new account of the partner that may exchange. */
export async function partnerAt(programs: Programs, admin: CallAs, partner: string): Promise<CallAs> {
  const accountId = await programs.account(admin, partner)
  return programs.withKey((await programs.key(accountId, admin, ['token.exchange'])).secret)
}

/** What a token says. */
export function saidBy(token: string) {
  return decodeJwt<Record<string, unknown>>(token)
}
