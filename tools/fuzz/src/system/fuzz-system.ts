import { join } from 'node:path'
import { type RunningSystem, readFirstAdmin, startSystem } from '@rewards/launcher'
import type { Environment } from '@rewards/process'
import { Accounts } from './accounts.ts'
import { call, ok } from './call.ts'

/** A whole system to be attacked, with people in it, and something to claim. */
export interface FuzzSystem {
  readonly running: RunningSystem
  readonly accounts: Accounts
  /** What stands for the words in `<>` of a message. */
  readonly words: Words
  /** Somebody new claims what there is, and gets it. Rejects with what is in the way. */
  claims(): Promise<void>
  stop(): Promise<void>
}

/** Texts by the name of a word: those of a system are other ones each time. */
export type Words = Map<string, readonly string[]>

/** Starts one, with its data in `folder`. Processes that end are started again, for ever. */
export async function startFuzzSystem(folder: string, env: Environment): Promise<FuzzSystem> {
  const running = await startSystem({
    dataDir: join(folder, 'system'),
    port: 0,
    env,
    giveUpAfter: Number.POSITIVE_INFINITY,
  })
  try {
    return await furnished(running)
  } catch (err) {
    await running.stop()
    throw err
  }
}

async function furnished(running: RunningSystem): Promise<FuzzSystem> {
  const { url, dataDir } = running
  const first = readFirstAdmin(dataDir)
  if (!first) throw new Error('the system left no first administrator')
  const accounts = await Accounts.open(url, first)
  const words: Words = new Map()
  await furnish(url, accounts, words)
  return {
    running,
    accounts,
    words,
    claims: () => claimOnce(url, accounts),
    stop: () => running.stop(),
  }
}

async function furnish(url: string, accounts: Accounts, words: Words): Promise<void> {
  const token = await accounts.root()
  const claimable = await makeEvent(url, token, 'claimable')
  const { group } = ok(await call(url, 'auth.v1.GroupService/CreateGroup', { displayName: 'fuzz' }, token))
  const claimed = await call(
    url,
    'event.v1.ClaimService/ClaimReward',
    { eventId: claimable },
    (await accounts.person('user')).token,
  )
  const account = await call(
    url,
    'auth.v1.ServiceAccountService/CreateServiceAccount',
    { displayName: 'fuzz', idempotencyKey: 'fuzz' },
    token,
  )
  const page = await call(url, 'auth.v1.UserService/ListUsers', { pageSize: 1 }, token)
  const given = {
    event: claimable,
    quiet: await makeEvent(url, token, 'quiet'),
    claim: claimed.body.claimId,
    group: group?.groupId,
    account: account.body.serviceAccount?.serviceAccountId,
    user: accounts.idOf('user'),
    other: accounts.idOf('operator'),
    page: page.body.nextPageToken,
  }
  for (const [word, text] of Object.entries(given)) words.set(word, [String(text ?? `no_${word}`)])
}

const YEAR_MS = 365 * 86_400_000

async function makeEvent(url: string, token: string, key: string): Promise<string> {
  const event = {
    name: key,
    startsAt: new Date(Date.now() - YEAR_MS / 12).toISOString(),
    endsAt: new Date(Date.now() + YEAR_MS).toISOString(),
    rewards: [{ rewardId: 'rwd_a', name: 'Points', point: { amount: 10 } }],
  }
  const made = ok(
    await call(url, 'event.v1.EventService/CreateEvent', { idempotencyKey: key, event }, token),
  ).event
  const change = { eventId: made.eventId, expectedRevision: made.revision, status: 'EVENT_STATUS_ACTIVE' }
  ok(await call(url, 'event.v1.EventService/ChangeEventStatus', change, token))
  return made.eventId
}

/** Undoes what may be in the way of everybody, then claims as somebody new. */
async function claimOnce(url: string, accounts: Accounts): Promise<void> {
  const root = await accounts.root()
  ok(await call(url, 'reward.v1.SimulatorService/SetSimulation', { simulation: {} }, root))
  const eventId = await makeEvent(url, root, `again ${Date.now()}`)
  const token = await accounts.newcomer()
  const { claimId } = ok(
    await call(url, 'event.v1.ClaimService/ClaimReward', { eventId, idempotencyKey: 'k' }, token),
  )
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 100) {
    const { claim } = ok(await call(url, 'event.v1.ClaimService/GetClaim', { claimId }, token))
    if (claim.state === 'CLAIM_STATE_SUCCESS') return
    if (claim.state !== 'CLAIM_STATE_REQUESTED') throw new Error(`a healthy claim ended ${claim.state}`)
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  throw new Error('a healthy claim was not granted within a minute')
}
