import { createGrpcWebTransport } from '@connectrpc/connect-web'
import {
  createRewardsClient,
  itemsOf,
  localStorageSessions,
  type RewardsClient,
  type RewardsClientOptions,
  RewardsError,
} from '@rewards/client'
import { ClaimState } from '@rewards/contracts/event'

/** What a page does that a person uses. A test bundles it for a browser, and calls it there. */
const page = {
  /** Signs up, claims, watches, claims again, and looks at what was granted. */
  async journey({ baseUrl, protocol, email, eventId }: Journey) {
    const client = clientOver(protocol, baseUrl)
    const { userId } = await client.signUp({ email, password: 'correct horse battery', displayName: 'Ann' })
    const { claimId } = await client.claims.claimReward({ eventId })
    const states: ClaimState[] = []
    for await (const claim of client.watchClaim(claimId)) states.push(claim.state)
    const again = await client.claims.claimReward({ eventId }).catch(error => error)
    const grants: string[] = []
    for await (const { reward } of itemsOf(client.grants.listMyGrants, { pageSize: 1 }))
      grants.push(reward?.rewardId ?? '')
    const { points } = await client.grants.getMyBalance({})
    return {
      userId,
      isSuccess: states.at(-1) === ClaimState.SUCCESS,
      refused: again instanceof RewardsError ? [again.reason, again.claim?.claimId === claimId] : again,
      grants,
      points: String(points),
    }
  },
  /** Who is signed in, as the gateway sees it. */
  async whoAmI(baseUrl: string) {
    const { user } = await clientOver('connect', baseUrl).auth.getMe({})
    return user?.userId
  },
  /** Why a call fails. */
  async failure(baseUrl: string) {
    const failed: unknown = await clientOver('connect', baseUrl)
      .auth.getSigningKeys({})
      .catch(error => error)
    return failed instanceof RewardsError ? failed.reason : String(failed)
  },
  hasLocks: () => 'locks' in navigator,
}

interface Journey {
  readonly baseUrl: string
  readonly protocol: keyof typeof TRANSPORTS
  readonly email: string
  readonly eventId: string
}

const TRANSPORTS: Record<'connect' | 'grpc-web', Pick<RewardsClientOptions, 'transport'>> = {
  connect: {},
  'grpc-web': { transport: baseUrl => createGrpcWebTransport({ baseUrl }) },
}

function clientOver(protocol: keyof typeof TRANSPORTS, baseUrl: string): RewardsClient {
  return createRewardsClient({ baseUrl, sessions: localStorageSessions(), ...TRANSPORTS[protocol] })
}

export type Page = typeof page
Object.assign(globalThis, { page })
