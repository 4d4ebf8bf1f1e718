/** Most units in one bucket: keeps the document small and one write cheap (protocol: cap ≤ 200). */
export const BUCKET_CAP = 200

/** A claim's attempt that may be given one unit: `claimId#attempt`. */
export type Holder = string

/** A share of a limited reward's stock: a bounded set of holders. Over-issue is impossible because it is bounded. */
export interface Bucket {
  readonly eventId: string
  readonly rewardId: string
  /** `eventId:rewardId`. */
  readonly rewardKey: string
  /** From 0. */
  readonly k: number
  /** How many holders there can be, 1 to 200. Never changes. */
  readonly cap: number
  readonly holders: readonly Holder[]
  /** `cap` less the holders, kept in the same write. */
  readonly room: number
  /** All holders back a granted reward, for ever: none of these units will be free again. */
  readonly settled: boolean
}

/** The caps of the buckets that hold `units` more units: 350 → [200, 150]. */
export function bucketCaps(units: number): number[] {
  const full = Math.floor(units / BUCKET_CAP)
  const rest = units % BUCKET_CAP
  return [...Array<number>(full).fill(BUCKET_CAP), ...(rest > 0 ? [rest] : [])]
}

export function rewardKey(eventId: string, rewardId: string): string {
  return `${eventId}:${rewardId}`
}

export function bucketId(eventId: string, rewardId: string, k: number): string {
  return `${rewardKey(eventId, rewardId)}:${k}`
}

/** A bucket nobody holds a unit of. */
export function emptyBucket(eventId: string, rewardId: string, k: number, cap: number): Bucket {
  return {
    eventId,
    rewardId,
    rewardKey: rewardKey(eventId, rewardId),
    k,
    cap,
    holders: [],
    room: cap,
    settled: false,
  }
}

export function holderOf(claimId: string, attempt: number): Holder {
  return `${claimId}#${attempt}`
}

export function parseHolder(holder: Holder): { claimId: string; attempt: number } {
  const at = holder.lastIndexOf('#')
  return { claimId: holder.slice(0, at), attempt: Number(holder.slice(at + 1)) }
}

export type BucketCommand =
  /** Take one unit, once. */
  | { readonly type: 'hold'; readonly holder: Holder }
  /** Pull holders of whom each may be pulled for ever. */
  | { readonly type: 'free'; readonly holders: readonly Holder[] }
  /** Mark as settled, if the holders are still those that were looked at. */
  | { readonly type: 'settle'; readonly seen: readonly Holder[] }

export type BucketEvent =
  | { readonly type: 'held'; readonly holder: Holder }
  | { readonly type: 'freed'; readonly holders: readonly Holder[] }
  | { readonly type: 'settled' }

/** The guards of the bucket's steps. `undefined`: refused, or nothing to do. */
export function decideBucket(bucket: Bucket, command: BucketCommand): BucketEvent | undefined {
  switch (command.type) {
    case 'hold':
      if (bucket.holders.includes(command.holder)) return undefined
      if (bucket.holders.length >= bucket.cap) return undefined
      return { type: 'held', holder: command.holder }
    case 'free': {
      const holders = command.holders.filter(holder => bucket.holders.includes(holder))
      return holders.length > 0 ? { type: 'freed', holders } : undefined
    }
    case 'settle': {
      if (bucket.settled || bucket.holders.length < bucket.cap) return undefined
      return bucket.holders.every(holder => command.seen.includes(holder)) ? { type: 'settled' } : undefined
    }
  }
}

/** The effects of the bucket's steps. */
export function evolveBucket(bucket: Bucket, event: BucketEvent): Bucket {
  switch (event.type) {
    case 'held':
      return withHolders(bucket, [...bucket.holders, event.holder])
    case 'freed':
      return withHolders(
        bucket,
        bucket.holders.filter(holder => !event.holders.includes(holder)),
      )
    case 'settled':
      return { ...bucket, settled: true }
  }
}

function withHolders(bucket: Bucket, holders: readonly Holder[]): Bucket {
  return { ...bucket, holders, room: bucket.cap - holders.length }
}

/** A command as a guarded step of the store: absent buckets are left alone. */
export function bucketStep(command: BucketCommand): (bucket: Bucket | undefined) => Bucket | undefined {
  return bucket => {
    const event = bucket && decideBucket(bucket, command)
    return event && evolveBucket(bucket, event)
  }
}
