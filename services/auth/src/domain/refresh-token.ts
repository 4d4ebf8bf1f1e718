import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a refresh token says of itself, before anything is checked. */
export interface PresentedToken {
  readonly sessionId: string
  readonly generation: number
  readonly proof: string
}

const TOKEN = /^(ses_[a-z0-9_]{1,36})\.([1-9]\d{0,8})\.([A-Za-z0-9_-]{43})$/
/** More than any token of ours has. */
export const LONGEST_REFRESH_TOKEN = 512

/** The token of a generation. Always the same one, so that a repeated refresh gives the same successor. */
export function refreshTokenOf(sessionId: string, generation: number, secret: string): string {
  return `${sessionId}.${generation}.${proofOf(sessionId, generation, secret)}`
}

/** Reads a token; `undefined` for what cannot be one of ours. */
export function readRefreshToken(token: string): PresentedToken | undefined {
  const [, sessionId, generation, proof] = TOKEN.exec(token) ?? []
  if (sessionId === undefined || proof === undefined) return undefined
  return { sessionId, generation: Number(generation), proof }
}

/** Whether the session's secret made this token. */
export function isGenuine({ sessionId, generation, proof }: PresentedToken, secret: string): boolean {
  const expected = proofOf(sessionId, generation, secret)
  return timingSafeEqual(Buffer.from(proof), Buffer.from(expected))
}

function proofOf(sessionId: string, generation: number, secret: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update(`${sessionId}.${generation}`)
    .digest('base64url')
}
