import { createHmac } from 'node:crypto'
import type { ProviderCall } from '../../../application/providers.ts'

/** A request as it is sent. */
export interface OutsideRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * What the provider is asked; pure. The body depends on the call alone, so that under one key it is always the same. The
 * signature is that of Standard Webhooks: its id is the key, its time the request's. Throws for a key that no header
 * can carry.
 */
export function requestOf(call: ProviderCall, secrets: readonly Uint8Array[], nowMs: number): OutsideRequest {
  const { key } = call
  if (!/^[\x20-\x7e]+$/.test(key)) throw new Error('the key has characters that no header carries')
  const body = bodyOf(call)
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    // A string of Structured Fields (RFC 9651), quotes included.
    'idempotency-key': `"${key.replaceAll(/["\\]/g, '\\$&')}"`,
  }
  if (secrets.length === 0) return { headers, body }
  return { headers: { ...headers, ...signed(key, body, secrets, Math.floor(nowMs / 1_000)) }, body }
}

function bodyOf({ key, grantId, claimId, eventId, userId, reward }: ProviderCall): string {
  const { rewardId, type, amount, itemId } = reward
  return JSON.stringify({ key, grantId, claimId, eventId, userId, rewardId, type, amount, itemId })
}

function signed(id: string, body: string, secrets: readonly Uint8Array[], seconds: number) {
  const signatures = secrets.map(secret => {
    const hash = createHmac('sha256', secret).update(`${id}.${seconds}.${body}`).digest('base64')
    return `v1,${hash}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  }
}
