import { randomBytes } from 'node:crypto'
import { Code, ConnectError } from '@connectrpc/connect'
import { Role, type SignInResponse } from '@rewards/contracts/auth'
import type { Credentials } from '../arguments.ts'
import { DemoError } from '../demo-error.ts'
import type { Caller } from '../gateway/gateway.ts'
import { untilFinal } from '../gateway/until-final.ts'
import { sideBySide } from '../side-by-side.ts'
import type { Stage } from './stage.ts'

/** More at once only wait for each other: a password costs a core a few hundredths of a second, on purpose. */
const SIGN_UPS_AT_ONCE = 8

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

/** Makes an account with a role, by the administrator, and signs in with it. */
export async function makeAccount(
  { gateway, run }: Stage,
  admin: Caller,
  role: 'OPERATOR' | 'SERVICE',
): Promise<Caller> {
  const name = role.toLowerCase()
  const [email, password] = [address(name, run), newPassword()]
  const request = { idempotencyKey: `demo-${run}-${name}`, email, password, roles: [Role[role]] }
  const created = { ...request, displayName: `Demo ${name}` }
  await untilFinal(() => gateway.users.createUser(created, gateway.as(admin)), gateway)
  return callerOf(await untilFinal(() => gateway.auth.signIn({ email, password }, gateway.anyone), gateway))
}

/** Signs `count` users up, as they would themselves. */
export async function signUpUsers(stage: Stage, count: number): Promise<Caller[]> {
  const signedUp = stage.progress.counter('signed up', count)
  const numbers = Array.from({ length: count }, (_, i) => i)
  return sideBySide(numbers, SIGN_UPS_AT_ONCE, async i => {
    const user = await signUp(stage, `user-${i}`)
    signedUp()
    return user
  })
}

async function signUp({ gateway, run }: Stage, name: string): Promise<Caller> {
  const [email, password] = [address(name, run), newPassword()]
  const signUp = () => gateway.auth.signUp({ email, password, displayName: name }, gateway.anyone)
  try {
    return callerOf(await untilFinal(signUp, gateway))
  } catch (err) {
    if (ConnectError.from(err).code !== Code.AlreadyExists) throw err
    // Nobody else uses this address: an earlier try of this very call made the account, and its answer was lost.
    return callerOf(await untilFinal(() => gateway.auth.signIn({ email, password }, gateway.anyone), gateway))
  }
}

function callerOf({ user, tokens }: Pick<SignInResponse, 'user' | 'tokens'>): Caller {
  if (!user || !tokens) throw new DemoError('an answer to a sign-in is without user or tokens')
  return { userId: user.userId, token: tokens.accessToken }
}

function address(name: string, run: string): string {
  return `${name}.${run}@demo.rewards.example`
}

function newPassword(): string {
  return randomBytes(12).toString('base64url')
}
