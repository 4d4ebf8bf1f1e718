import type { Claim } from './claim.ts'

/** A unit that is held: which attempt holds it, of which reward, in which bucket. */
export interface Hold {
  readonly attempt: number
  readonly rewardId: string
  readonly bucketId: string
}

/** The hold stands behind a granted reward, and stays for ever. */
export function backsGrant(claim: Claim | undefined, hold: Hold): boolean {
  return claim?.granted[hold.rewardId] === hold.attempt && claim.holds[hold.rewardId] === hold.bucketId
}

/** The hold's attempt may still come to use it. */
function isLive(claim: Claim, hold: Hold): boolean {
  if (claim.attempt !== hold.attempt) return false
  if (claim.state === 'RESERVING') return true
  const isUsed = claim.holds[hold.rewardId] === hold.bucketId
  return claim.state === 'REQUESTED' && isUsed && claim.granted[hold.rewardId] === undefined
}

/**
 * Whether the scan may free the hold. Once true it is true for ever, so that it may be freed by a later write.
 * An absent claim counts as one without attempts: its opener may be on the way, and nothing is freed.
 */
export function mayFree(claim: Claim | undefined, hold: Hold): boolean {
  if (!claim || hold.attempt > claim.attempt) return false
  return !backsGrant(claim, hold) && !isLive(claim, hold)
}
