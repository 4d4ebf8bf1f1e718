import { z } from 'zod'
import type { Provider, ProviderAnswer } from '../../../application/providers.ts'
import type { Reward } from '../../../domain/grant.ts'

const PAID = z.object({
  reference: z.string().regex(/^\P{C}{1,200}$/u),
  codes: z.array(z.string().regex(/^[\x21-\x7e]{1,100}$/)).default([]),
})
const REFUSED = z.object({ reason: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/) })

/**
 * What an answer means; pure. Paid: 200 with a reference, and for coupons with as many codes, no two alike. Refused for
 * good: 422 with a reason, from a provider whose answers are final. Throws for everything else: nobody knows then, and
 * the provider is asked again later.
 */
export function answerOf(
  { status, text }: { readonly status: number; readonly text: string },
  reward: Reward,
  kind: Exclude<Provider['kind'], 'own'>,
): ProviderAnswer {
  if (status === 200) return paid(text, reward)
  if (status !== 422) throw new Error(`the provider answered ${status}`)
  const { reason } = parsed(REFUSED, text, status)
  // Where only success is remembered, the same key may still pay.
  if (kind === 'success per key') throw new Error(`the provider refused for now: ${reason}`)
  return { state: 'REJECTED', reason }
}

function paid(text: string, { type, amount }: Reward): ProviderAnswer {
  const effect = parsed(PAID, text, 200)
  const wanted = type === 'COUPON' ? amount : 0
  if (effect.codes.length !== wanted)
    throw new Error(`the provider answered with ${effect.codes.length} codes for ${wanted} coupons`)
  if (new Set(effect.codes).size < wanted) throw new Error('the provider answered with one code twice')
  return { state: 'GRANTED', effect }
}

/** Says which fields are wrong, never what is in them: codes are worth something. */
function parsed<T>(schema: z.ZodType<T>, text: string, status: number): T {
  const result = schema.safeParse(jsonOf(text))
  if (result.success) return result.data
  const wrong = new Set(result.error.issues.map(({ path }) => path.join('.') || 'the body'))
  throw new Error(`the provider answered ${status} with a malformed body: ${[...wrong].join(', ')}`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
