import { createHash } from 'node:crypto'
import { type ErrorKind, RewardsError } from '@rewards/errors'
import type { Stored } from '@rewards/store'
import type { Claim } from '../../domain/claim.ts'
import type { Refusal, RefusalReason } from '../../domain/refusal.ts'
import type { ClaimPorts } from './ports.ts'

/** A request that was refused for good, and recorded. */
export class RequestRefused extends RewardsError {
  override readonly name = 'RequestRefused'
  readonly refusal: Stored<Refusal>
  /** DUPLICATED_CLAIM: the claim that is there, as it is now. */
  readonly claim: Stored<Claim> | undefined

  constructor(refusal: Stored<Refusal>, claim: Stored<Claim> | undefined) {
    super(KINDS[refusal.value.reason], refusal.value.reason, refusal.value.detail, {
      metadata: { refusalId: refusal.id },
    })
    this.refusal = refusal
    this.claim = refusal.value.reason === 'DUPLICATED_CLAIM' ? claim : undefined
  }
}

const KINDS: Record<RefusalReason, ErrorKind> = {
  EVENT_STATUS: 'failed_precondition',
  DUPLICATED_CLAIM: 'already_exists',
  CONDITION_NOT_MET: 'failed_precondition',
  OUT_OF_STOCK: 'resource_exhausted',
  TOO_MANY_ATTEMPTS: 'failed_precondition',
}

/** Who asked for what, and under which key. */
export interface RequestNames {
  readonly eventId: string
  readonly userId: string
  readonly idempotencyKey: string | undefined
  /** Stands for the key where there is none. */
  readonly opId: string
}

/** The refusal that this request got before, if any. */
export async function refusalOf(
  { refusals }: Pick<ClaimPorts, 'refusals'>,
  names: RequestNames,
): Promise<Stored<Refusal> | undefined> {
  return refusals.get(refusalId(names))
}

/**
 * Records the refusal, once, and throws it. When the same key was refused by an overlapping call before, that
 * refusal stands and is thrown instead.
 */
export async function refuse(
  ports: ClaimPorts,
  names: RequestNames,
  because: Pick<Refusal, 'reason' | 'detail' | 'conditions'>,
  claim?: Stored<Claim>,
): Promise<never> {
  const { eventId, userId, idempotencyKey } = names
  const id = refusalId(names)
  const refusal: Refusal = {
    eventId,
    userId,
    pair: `${eventId}:${userId}`,
    refusedAtMs: ports.now(),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...because,
  }
  if (await ports.refusals.insertOnce(id, refusal))
    throw new RequestRefused({ id, rev: 1, value: refusal }, claim)
  throw new RequestRefused((await ports.refusals.get(id)) ?? { id, rev: 1, value: refusal }, claim)
}

/** A key is hashed because it is any text; an operation's id is one already, and hashes as well. */
function refusalId({ eventId, userId, idempotencyKey, opId }: RequestNames): string {
  const hash = createHash('sha256').update(idempotencyKey ?? opId)
  return `${eventId}:${userId}:${hash.digest('hex').slice(0, 32)}`
}
