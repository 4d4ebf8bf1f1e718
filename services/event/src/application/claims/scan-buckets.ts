import type { PageQuery, Position, Stored } from '@rewards/store'
import { type Bucket, bucketStep, parseHolder } from '../../domain/bucket.ts'
import type { Claim } from '../../domain/claim.ts'
import { backsGrant, type Hold, mayFree } from '../../domain/holds.ts'
import type { ClaimPorts } from './ports.ts'

type ScanPorts = Pick<ClaimPorts, 'claims' | 'buckets'>

const PAGE = 20

/** Frees units that no attempt can use any more, and marks buckets settled. The only one who frees. */
export interface ScanBuckets {
  /** Buckets that are full and not settled: what callers wait for. */
  readonly full: () => Promise<void>
  /** Every bucket that is not settled: units that were left behind in buckets with room. */
  readonly all: () => Promise<void>
}

export function scanBuckets(ports: ScanPorts): ScanBuckets {
  return {
    full: () => scan(ports, { index: 'to_scan', equals: { settled: false, room: 0 } }),
    all: () => scan(ports, { index: 'to_scan', equals: { settled: false } }),
  }
}

async function scan(ports: ScanPorts, query: Omit<PageQuery, 'limit'>): Promise<void> {
  let after: Position | undefined
  do {
    const page = await ports.buckets.page({
      ...query,
      limit: PAGE,
      ...(after && { after }),
    })
    for (const bucket of page.items) await scanOne(ports, bucket)
    after = page.next
  } while (after)
}

/** The claims are read after the bucket: a holder that may be freed then, may be freed for ever. */
async function scanOne(ports: ScanPorts, { id, value: bucket }: Stored<Bucket>): Promise<void> {
  const holders = bucket.holders.map(holder => ({ holder, ...parseHolder(holder) }))
  const claims = await ports.claims.getMany(holders.map(({ claimId }) => claimId))
  const looked = holders.map(({ holder, attempt }, i) => {
    const hold: Hold = { attempt, rewardId: bucket.rewardId, bucketId: id }
    return { holder, ...judge(claims[i]?.value, hold) }
  })
  const free = looked.filter(look => look.mayFree).map(look => look.holder)
  if (free.length > 0) await ports.buckets.update(id, bucketStep({ type: 'free', holders: free }))
  else if (bucket.room === 0 && looked.every(look => look.backsGrant))
    await ports.buckets.update(id, bucketStep({ type: 'settle', seen: bucket.holders }))
}

function judge(claim: Claim | undefined, hold: Hold): { mayFree: boolean; backsGrant: boolean } {
  return { mayFree: mayFree(claim, hold), backsGrant: backsGrant(claim, hold) }
}
