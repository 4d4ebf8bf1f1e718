import { SamplingDecision } from '@opentelemetry/api'
import type { Sampler } from '@opentelemetry/sdk-trace'

/** The last hex digits of a trace id are random, as the W3C asks of who begins a trace; so many are exact in a number. */
const RANDOM_DIGITS = 13

/**
 * Chooses this share of all traces, 0 to 1, by the id alone, whatever a caller's flag says: every process decides alike, and
 * no caller decides for us.
 */
export function sampledShare(share: number): (traceId: string) => boolean {
  if (share === 0) return () => false
  const least = Math.floor((1 - share) * 16 ** RANDOM_DIGITS)
  // As text, whose order is that of the numbers: this is asked for each call.
  const text = least.toString(16).padStart(RANDOM_DIGITS, '0')
  return traceId => traceId.slice(-RANDOM_DIGITS) >= text
}

/** The same choice for traces that begin here. */
export function samplerOf(isSampled: (traceId: string) => boolean): Sampler {
  const decisions = {
    true: { decision: SamplingDecision.RECORD_AND_SAMPLED },
    false: { decision: SamplingDecision.NOT_RECORD },
  }
  return {
    shouldSample: (_context, traceId) => decisions[`${isSampled(traceId)}`],
    toString: () => 'TraceIdShare',
  }
}
