import { randomBytes } from 'node:crypto'
import { Code, ConnectError } from '@connectrpc/connect'
import { Role, type SignInResponse } from '@rewards/contracts/auth'
import type { Credentials } from '../arguments.ts'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import type { Stage } from './stage.ts'

/** Signs in as the administrator. Throws a `DemoError` when nobody answers, or the gateway refuses. */
export async function signInAsAdmin({ gateway }: Stage, { email, password }: Credentials): Promise<Caller> {
  try {
    return callerOf(await gateway.auth.signIn({ email, password }, gateway.anyone))
  } catch (err) {
    gateway.signal.throwIfAborted()
    const error = ConnectError.from(err)
    if (error.code === Code.Unauthenticated)
      throw new DemoError(
        `the gateway refuses ${email}: ${error.rawMessage}; is this the data folder of the system at ${gateway.urls.join(', ')}?`,
      )
    throw new DemoError(
      `no sign-in at ${gateway.urls.join(', ')} (${error.rawMessage}); start the system with npm start, or name its address by --url`,
    )
  }
}

/** Makes an operator's account, by the administrator, and signs in with it. */
export async function makeOperator({ gateway, run }: Stage, admin: Caller): Promise<Caller> {
  const email = `operator.${run}@demo.rewards.example`
  const password = randomBytes(12).toString('base64url')
  const account = { email, password, displayName: 'Demo operator', roles: [Role.OPERATOR] }
  const request = { idempotencyKey: `demo-${run}-operator`, ...account }
  await untilFinal(() => gateway.users.createUser(request, gateway.as(admin)), gateway)
  return callerOf(await untilFinal(() => gateway.auth.signIn({ email, password }, gateway.anyone), gateway))
}

function callerOf({ user, tokens }: Pick<SignInResponse, 'user' | 'tokens'>): Caller {
  if (!user || !tokens) throw new DemoError('an answer to a sign-in is without user or tokens')
  return { userId: user.userId, token: tokens.accessToken }
}
