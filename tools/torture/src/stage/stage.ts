import { setTimeout as sleep } from 'node:timers/promises'
import { timestampFromMs } from '@bufbuild/protobuf/wkt'
import { Role } from '@rewards/contracts/auth'
import type { Gateways } from '../gateways/gateways.ts'
import { untilFinal } from '../gateways/until-final.ts'
import { inParallel } from '../in-parallel.ts'
import type { UserEntry } from '../log/entries.ts'
import { TortureError } from '../torture-error.ts'
import { Account, type Credentials, type SignedIn } from './accounts.ts'
import { atLeastOne } from './events.ts'

/** Who is there before anything is killed. */
export interface Stage {
  readonly operator: Account
  readonly users: readonly Claimer[]
}

export interface Claimer extends Omit<UserEntry, 'type'> {
  readonly account: SignedIn
}

/** So many users claim; their number is small since each costs a hash of a password, and events are many. */
export const USERS = 40
/** One in so many users has not bought what events with conditions ask for. */
const SHORT_ONE_IN = 4
/** A password keeps a core busy; more at once only wait for each other. */
const SIGN_UPS_AT_ONCE = 4
const DAY_MS = 86_400_000
const LOGIN_WITHIN_MS = 60_000

/** Signs everybody up and records what they bought. */
export async function setStage(gateways: Gateways, admin: Credentials, signal: AbortSignal): Promise<Stage> {
  const operator = await Account.signIn(gateways, admin, signal)
  const numbers = Array.from({ length: USERS }, (_, no) => no)
  const users = await inParallel(numbers, SIGN_UPS_AT_ONCE, async no => {
    const account = await Account.signUp(gateways, credentialsOf(`user${no}`), signal)
    return { account, userId: account.userId, meetsConditions: no % SHORT_ONE_IN !== 0 }
  })
  await recordPurchases(gateways, operator, users, signal)
  await inParallel(users.filter(meets), SIGN_UPS_AT_ONCE, user => seenAsLoggedIn(gateways, user, signal))
  return { operator, users }
}

const meets = ({ meetsConditions }: Claimer) => meetsConditions

/** That somebody signed up counts as a login once condition was told, which is not always before the sign-up is answered. */
async function seenAsLoggedIn(gateways: Gateways, { account }: Claimer, signal: AbortSignal): Promise<void> {
  const nowMs = Date.now()
  const window = { start: timestampFromMs(nowMs - DAY_MS), end: timestampFromMs(nowMs + DAY_MS) }
  const request = { conditions: [atLeastOne('LOGIN_DAYS')], window }
  const look = async () =>
    gateways.any().conditions.evaluateConditions(request, await account.options(signal))
  for (const startedAt = performance.now(); !(await untilFinal('a look at logins', look, signal)).met; ) {
    if (performance.now() - startedAt > LOGIN_WITHIN_MS)
      throw new TortureError(`a login was not told to condition within ${LOGIN_WITHIN_MS / 1_000} s`)
    await sleep(100, undefined, { signal })
  }
}

/** As a shop does, with an account of its own. */
async function recordPurchases(
  gateways: Gateways,
  operator: Account,
  users: readonly Claimer[],
  signal: AbortSignal,
): Promise<void> {
  const credentials = credentialsOf('shop')
  const request = { idempotencyKey: 'shop', ...credentials, displayName: 'Shop', roles: [Role.SERVICE] }
  const byOperator = await operator.options(signal)
  await untilFinal(
    'the making of an account',
    () => gateways.any().users.createUser(request, byOperator),
    signal,
  )
  const shop = await Account.signIn(gateways, credentials, signal)
  const byShop = await shop.options(signal)
  const activities = users
    .filter(({ meetsConditions }) => meetsConditions)
    .map(({ userId }) => ({
      source: 'shop',
      factId: userId,
      userId,
      type: 'PURCHASE',
      occurredAt: timestampFromMs(Date.now()),
    }))
  const record = () => gateways.any().conditions.recordActivities({ activities }, byShop)
  await untilFinal('the recording of purchases', record, signal)
}

function credentialsOf(name: string): Credentials {
  return { email: `${name}@torture.example`, password: `of ${name}, a long one` }
}
