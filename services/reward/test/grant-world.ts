import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore, type Store } from '@rewards/store'
import { type GrantRequest, type GrantRewards, grantRewards } from '../src/application/grant-rewards.ts'
import type { Provider, ProviderAnswer, ProviderCall, Providers } from '../src/application/providers.ts'
import type { Answer } from '../src/domain/answer.ts'
import { type Grant, grantId, type Reward } from '../src/domain/grant.ts'
import { newCouponCode } from '../src/infrastructure/providers/coupon-codes.ts'
import { createProviders } from '../src/infrastructure/providers/providers.ts'
import { collections } from '../src/infrastructure/store/collections.ts'

/** What one process of the service has said and noted. */
export interface Replica {
  readonly grant: GrantRewards
  readonly answers: { claimId: string; attempt: number; answer: Answer }[]
  /** The failures of providers' calls. */
  readonly failures: string[]
  readonly store: Store
}

/** A store, and processes that share it: a file, unless it is opened otherwise. */
export async function grantWorld(openShared?: () => Promise<Store>) {
  const folder = await mkdtemp(join(tmpdir(), 'rewards-grants-'))
  const openFile = () =>
    openSqliteStore({ file: join(folder, 'reward.sqlite'), collections: Object.values(collections) })
  const open: Store[] = []
  const replica = async (providers: Providers = ledgerAlone()): Promise<Replica> => {
    const store = await (openShared ?? openFile)()
    open.push(store)
    const [answers, failures]: [Replica['answers'], string[]] = [[], []]
    const grant = grantRewards({
      grants: store.collection(collections.grants),
      providers,
      answer: (claimId, attempt, answer) => answers.push({ claimId, attempt, answer }),
      now: Date.now,
      providerFailed: (_provider, _grantId, error) => failures.push(String(error)),
    })
    return { grant, answers, failures, store }
  }
  return {
    replica,
    async close() {
      await Promise.all(open.map(store => store.close()))
      await rm(folder, { recursive: true })
    },
  }
}

export type GrantWorld = Awaited<ReturnType<typeof grantWorld>>

export function ledgerAlone(): Providers {
  return createProviders({ newCode: newCouponCode, simulator: undefined, outside: undefined })
}

/** A provider that answers as it is told to, and notes its calls. It takes every type. */
export function outsideProvider(
  kind: 'final per key' | 'success per key',
  answer: (call: ProviderCall) => ProviderAnswer,
): { readonly providers: Providers; readonly keys: string[] } {
  const keys: string[] = []
  const provider: Provider = {
    name: 'outside',
    kind,
    call: async call => {
      keys.push(call.key)
      return answer(call)
    },
  }
  return { keys, providers: { byName: new Map([['outside', provider]]), route: async () => 'outside' } }
}

export const YES: ProviderAnswer = { state: 'GRANTED', effect: { reference: 'yes', codes: [] } }
export const NO: ProviderAnswer = { state: 'REJECTED', reason: 'SOLD_OUT_THERE' }

/** How the grant of a reward is stored. */
export function storedGrant({ store }: Replica, { claimId }: GrantRequest, { rewardId }: Reward) {
  return store.collection<Grant>(collections.grants).get(grantId(claimId, rewardId))
}

/** All grants of a claim. */
export async function grantsOf({ store }: Replica, { claimId }: GrantRequest): Promise<readonly Grant[]> {
  const query = { index: 'by_claim', equals: { claimId }, limit: 1_000 }
  const { items } = await store.collection<Grant>(collections.grants).page(query)
  return items.map(({ value }) => value)
}
